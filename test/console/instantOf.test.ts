import path from 'node:path';
import { instantOf } from '../../src/console/client/apiKeys/ExpiryWish';
import { runScript } from '../support/program';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const BUILT = path.resolve('dist/src/console/client/apiKeys/ExpiryWish.js');

describe('when a key should end', () => {
  it('is so many days of 24 hours from now', () => {
    expect(instantOf({ days: 90 }, NOW)).toEqual(new Date('2027-02-21T12:00:00.000Z'));
  });

  it('is nowhere while the day is still typed', () => {
    expect(instantOf({ day: '' }, NOW)).toBeNull();
    expect(instantOf({ day: '2027-13-01' }, NOW)).toBeNull();
  });

  it.each([
    ['UTC', '2027-02-25', '2027-02-25T23:59:59.999Z'],
    ['Europe/Berlin', '2027-02-25', '2027-02-25T22:59:59.999Z'],
    ['Europe/Berlin', '2027-03-27', '2027-03-27T22:59:59.999Z'],
    ['Europe/Berlin', '2027-03-28', '2027-03-28T21:59:59.999Z'], // The clocks go forward on this day,
    ['Europe/Berlin', '2027-10-31', '2027-10-31T22:59:59.999Z'], // and back on this one.
    ['America/Los_Angeles', '2027-02-25', '2027-02-26T07:59:59.999Z'],
  ])('is the end of the day where the reader is: in %s that of %s is %s', async (zone, day, instant) => {
    const script = `console.log(require(${JSON.stringify(BUILT)}).instantOf({ day: '${day}' }, 0).toISOString())`;
    const { stdout } = await runScript(['-e', script], { environment: { TZ: zone } });
    expect(stdout.trim()).toBe(instant);
  });
});
