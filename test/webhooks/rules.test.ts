import { DAY_MS } from '../../src/clock';
import { afterAttempt } from '../../src/webhooks/afterAttempt';
import { isPrivateAddress } from '../../src/webhooks/isPrivateAddress';
import { nextAttemptAt } from '../../src/webhooks/nextAttemptAt';
import { retryAfterOf } from '../../src/webhooks/retryAfterOf';
import { targetFault } from '../../src/webhooks/targetFault';
import { NOW } from '../support/world';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const answer = (status: number, retryAfter: string | null = null) => ({ status, body: '', retryAfter });

describe('isPrivateAddress', () => {
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.167.1.1', '100.63.0.1', '2606:4700::1111', '2001:4860::8888'])(
    'lets %s pass',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );

  it.each([
    ...['0.0.0.0', '10.255.0.1', '100.64.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.0.0.1', '192.0.2.1', '192.168.0.1', '198.19.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:8.8.8.8', '64:ff9b::a00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '2002:7f00:1::'],
    ...['2001::1', '2001:db8::1', 'fe80::1%eth0', '', 'localhost', '127.1'],
  ])('takes %s for private', (address) => expect(isPrivateAddress(address)).toBe(true));
});

describe('targetFault', () => {
  it.each(['https://receiver.example/hook?a=b', 'https://receiver.example:8443', 'https://8.8.8.8/'])(
    'has nothing against %s',
    (url) => expect(targetFault(url, false)).toBeNull(),
  );

  it.each<[string, RegExp]>([
    ['receiver.example', /begins with https/],
    ['', /begins with https/],
    ['ftp://receiver.example/', /has to begin with https/],
    ['http://receiver.example/', /has to begin with https/],
    ['https://ada:secret@receiver.example/', /user or a password/],
    ['https://receiver.example/#part', /part after #/],
    ['https://127.0.0.1/', /WEBHOOK_PRIVATE_TARGETS/],
    ['https://[::1]/', /WEBHOOK_PRIVATE_TARGETS/],
    ['https://0x7f000001/', /WEBHOOK_PRIVATE_TARGETS/],
    [`https://receiver.example/${'x'.repeat(2_000)}`, /more than 2000 characters/],
  ])('refuses %s', (url, fault) => expect(targetFault(url, false)).toMatch(fault));

  it('takes private addresses, and those without TLS, where that is allowed', () => {
    expect([targetFault('http://127.0.0.1:8080/', true), targetFault('https://10.0.0.1/', true)]).toEqual([null, null]);
    expect(targetFault('file:///etc/passwd', true)).toMatch(/https/);
  });
});

describe('nextAttemptAt', () => {
  it('has eight pauses, from five seconds to a day', () => {
    const pauses = Array.from({ length: 9 }, (_each, index) => nextAttemptAt(NOW, index + 1, null, 0.5));
    const hours = [5 / 3_600, 1 / 60, 5 / 60, 0.5, 2, 5, 10, 24];
    expect(pauses).toEqual([...hours.map((each) => NOW + each * HOUR_MS), null]);
  });

  it('is a fifth sooner or later, by chance', () => {
    expect([nextAttemptAt(0, 1, null, 0), nextAttemptAt(0, 1, null, 1)]).toEqual([4_000, 6_000]);
  });

  it('is not before what the receiver asks for, up to a day', () => {
    expect(nextAttemptAt(0, 1, HOUR_MS, 0.5)).toBe(HOUR_MS);
    expect(nextAttemptAt(0, 1, 1, 0.5)).toBe(5_000);
    expect(nextAttemptAt(0, 1, 30 * DAY_MS, 0.5)).toBe(DAY_MS);
  });
});

describe('retryAfterOf', () => {
  it.each<[string | null, number | null]>([
    ['120', 120_000],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['soon', null],
    ['-1', null],
    [null, null],
  ])('reads %s', (header, expected) => expect(retryAfterOf(header, NOW)).toBe(expected));
});

describe('afterAttempt', () => {
  const judge = (attempt: Parameters<typeof afterAttempt>[1], tries = 0, failingSince: number | null = null) =>
    afterAttempt({ failingSince }, attempt, tries, NOW, 0.5);

  it.each([200, 201, 204, 299])('takes %s for success', (status) => {
    const arrived = { outcome: 'DELIVERED', nextAttemptAt: null, failingSince: null, isDisabled: false };
    expect(judge(answer(status), 3, NOW - DAY_MS)).toEqual(arrived);
  });

  it.each([199, 301, 307, 400, 404, 500])('takes %s for failure', (status) =>
    expect(judge(answer(status))).toEqual({
      ...{ outcome: 'FAILED', nextAttemptAt: NOW + 5 * SECOND_MS },
      ...{ failingSince: NOW, isDisabled: false },
    }),
  );

  it('minds Retry-After of busy receivers alone', () => {
    const nextOf = (status: number) => judge(answer(status, '100')).nextAttemptAt;
    expect([429, 503, 500].map(nextOf)).toEqual([NOW + 100_000, NOW + 100_000, NOW + 5_000]);
  });

  it('gives up behind the last pause, and disables after five days of failure, or where the receiver is gone', () => {
    const failed = { status: null, failure: 'ECONNREFUSED' };
    expect(judge(failed, 8, NOW - DAY_MS)).toMatchObject({
      outcome: 'GIVEN_UP',
      nextAttemptAt: null,
      isDisabled: false,
    });
    expect(judge(failed, 1, NOW - 5 * DAY_MS + 1).isDisabled).toBe(false);
    expect(judge(failed, 1, NOW - 5 * DAY_MS)).toMatchObject({
      outcome: 'FAILED',
      nextAttemptAt: null,
      isDisabled: true,
    });
    expect(judge(answer(410))).toMatchObject({ nextAttemptAt: null, isDisabled: true });
  });
});
