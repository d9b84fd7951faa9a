import path from 'node:path';
import { instantOf } from '../../src/console/client/apiKeys/ExpiryWish';
import { runScript } from '../support/program';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const BUILT = path.resolve('dist/src/console/client/apiKeys/ExpiryWish.js');

/** Ends of days, each as another zone has it. */
const ENDS: readonly (readonly [zone: string, day: string, end: string])[] = [
  ['UTC', '2027-02-25', '2027-02-25T23:59:59.999Z'],
  ['Europe/Berlin', '2027-02-25', '2027-02-25T22:59:59.999Z'],
  ['Europe/Berlin', '2027-03-27', '2027-03-27T22:59:59.999Z'],
  ['Europe/Berlin', '2027-03-28', '2027-03-28T21:59:59.999Z'], // The clocks go forward on this day,
  ['Europe/Berlin', '2027-10-31', '2027-10-31T22:59:59.999Z'], // and back on this one.
  ['America/Los_Angeles', '2027-02-25', '2027-02-26T07:59:59.999Z'],
  ['America/Santiago', '2027-04-03', '2027-04-04T03:59:59.999Z'], // Its last hour comes twice.
  ['America/Santiago', '2026-09-05', '2026-09-06T03:59:59.999Z'], // The next day begins at one o'clock,
  ['America/Santiago', '2026-09-06', '2026-09-07T02:59:59.999Z'], // and ends as every day.
];

/** The last days that the date field offers at an instant. */
const LAST_DAYS: readonly (readonly [zone: string, now: string, day: string])[] = [
  ['UTC', '2026-11-23T12:00:00.000Z', '2027-11-23'],
  ['UTC', '2026-11-22T23:59:59.998Z', '2027-11-22'],
  ['UTC', '2026-11-22T23:59:59.999Z', '2027-11-23'], // To the millisecond.
  ['Europe/Berlin', '2026-10-30T22:30:00.000Z', '2027-10-30'], // The day after it has 25 hours.
  ['Europe/Berlin', '2026-10-30T23:00:00.000Z', '2027-10-31'],
  ['Europe/Berlin', '2027-03-27T22:30:00.000Z', '2028-03-27'],
];

const ZONES = [...new Set([...ENDS.map(([zone]) => zone), 'Australia/Lord_Howe', 'Pacific/Chatham', 'Asia/Beirut'])];

/** What is asked of the built code, in a process whose zone may change. */
const SCRIPT = `
  const { instantOf, lastDayBy } = require(${JSON.stringify(BUILT)});
  const [HOUR, DAY] = [3_600_000, 86_400_000];
  const inZone = (zone, work) => { process.env.TZ = zone; return work(); };
  const ends = ${JSON.stringify(ENDS)}.map(([zone, day]) => [zone, day, inZone(zone, () => instantOf({ day }, 0).toISOString())]);
  const lastDays = ${JSON.stringify(LAST_DAYS)}.map(([zone, now]) =>
    [zone, now, inZone(zone, () => lastDayBy(Date.parse(now) + 366 * DAY))]);
  const endOf = (day) => instantOf({ day }, 0).getTime();
  const dayAfter = (day) => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
  const faults = ${JSON.stringify(ZONES)}.flatMap((zone) => inZone(zone, () => {
    const found = [];
    for (let now = Date.UTC(2026, 0); now < Date.UTC(2028, 0); now += HOUR) {
      const latest = now + 366 * DAY;
      const day = lastDayBy(latest);
      if (endOf(day) > latest || endOf(dayAfter(day)) <= latest) found.push(zone + ' ' + new Date(now).toISOString());
    }
    return found;
  }));
  console.log(JSON.stringify({ ends, lastDays, faults }));`;

describe('when a key should end', () => {
  let answers: { readonly ends: unknown; readonly lastDays: unknown; readonly faults: readonly string[] };

  beforeAll(async () => {
    const { stdout } = await runScript(['-e', SCRIPT], { environment: { TZ: 'UTC' } });
    answers = JSON.parse(stdout);
  });

  it('is so many days of 24 hours from now', () => {
    expect(instantOf({ days: 90 }, NOW)).toEqual(new Date('2027-02-21T12:00:00.000Z'));
  });

  it.each(['', '2027-13-01', '20271-01-01'])('is nowhere while the day is still typed: %s', (day) => {
    expect(instantOf({ day }, NOW)).toBeNull();
  });

  it('is the end of the day where the reader is, also where the clocks are changed', () => {
    expect(answers.ends).toEqual(ENDS);
  });

  it('is at the latest the last day that ends while the server takes it', () => {
    expect(answers.lastDays).toEqual(LAST_DAYS);
  });

  it('is never offered too late, nor a day too early, at any hour of two years', () => {
    expect(answers.faults).toEqual([]);
  });
});
