import { randomUUID } from 'node:crypto';
import { type Mutation, mutate } from './mutate';
import { runHistory } from './runHistory';

/** Each takes longer than the whole history does otherwise. */
const itLong = process.env.LONG === 'on' ? it : it.skip;
const seed = process.env.HISTORY_SEED ?? randomUUID();

/** Remembers for 200 ms whom a key let in. */
const REMEMBERED_DECISIONS: Mutation = {
  file: 'keys/Authenticator',
  append: `
    const { authenticate } = exports.Authenticator.prototype;
    const kept = new Map();
    exports.Authenticator.prototype.authenticate = async function (value, origin) {
      const known = kept.get(value.user);
      if (known && Date.now() < known.until) return known.caller;
      const caller = await authenticate.call(this, value, origin);
      kept.set(value.user, { caller, until: Date.now() + 200 });
      return caller;
    };`,
};

/** Acknowledges a write while the disk does not have it yet. */
const EARLY_ACKNOWLEDGEMENT: Mutation = {
  file: 'database/SqliteWriter',
  append: `
    const { runWithin } = exports.SqliteWriter.prototype;
    exports.SqliteWriter.prototype.runWithin = async function (waiting) {
      (await runWithin.call(this, waiting))();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return () => undefined;
    };`,
};

/** Takes a token for good until it expires, whatever became of its key. */
const FORGOTTEN_END: Mutation = {
  file: 'keys/Authenticator',
  replace: [['if (!(0, keyHolds_1.keyHolds)(row, now)) {', 'if (false) {']],
};

/** Gives a token the scopes that its key had when it was made. */
const FORGOTTEN_NARROWING: Mutation = {
  file: 'keys/Authenticator',
  replace: [['scopes.filter((scope) => held.has(scope))', 'scopes']],
};

/** Lets a secret whose rotation is over work for another second, and says at once that it is over. */
const LATE_RETIREMENT: readonly Mutation[] = [
  {
    file: 'keys/keyHolds',
    replace: [['endsAt <= now && endsAt < expiresAt', 'endsAt + 1_000 <= now && endsAt < expiresAt']],
  },
  {
    file: 'keys/secretSlots',
    replace: [
      ['other.endsAt > now)', 'other.endsAt + 1_000 > now)'],
      [
        'slots: { ...slots, ...EMPTY }, ended: [{ number: other.number, endedAt, endedAs',
        'slots: { ...slots, otherUntil: endedAt }, ended: [{ number: other.number, endedAt, endedAs',
      ],
    ],
  },
];

/** Takes a token for good whose secret has ended, as long as its key works. */
const FORGOTTEN_SECRET: Mutation = {
  file: 'keys/Authenticator',
  replace: [
    [
      'this.usableSecret(row, secretNumber) : null',
      '(this.usableSecret(row, secretNumber) ?? { number: row.secretNumber, state: "CURRENT", endsAt: row.expiresAt }) : null',
    ],
  ],
};

/** Ends the earlier secret when the new one is used for the first time, whatever the grace. */
const FORGOTTEN_GRACE: Mutation = {
  file: 'keys/secretSlots',
  replace: [['Math.min(usedAt + graceMs,', 'Math.min(usedAt,']],
};

describe('the history of clients', () => {
  const faultsOf = async (mutations: readonly Mutation[], seeds = [seed]): Promise<readonly string[]> => {
    const script = [await mutate(mutations)];
    const faults: string[] = [];
    for (const each of seeds) {
      if (faults.length > 0) break;
      faults.push(...(await runHistory('sqlite', { seed: each, operationCount: 800, killEvery: 250, script })).faults);
    }
    return faults;
  };
  /** In a history of this length nobody may happen to look where a server is wrong: then there is another one. */
  const seeds = [seed, `${seed} 2`, `${seed} 3`];

  itLong.each([
    ['remembers for 200 ms whom it let in', [REMEMBERED_DECISIONS], /^stale accept/],
    ['acknowledges a write before it is committed', [EARLY_ACKNOWLEDGEMENT], /^(?:lost|stale accept|table: lost)/],
    ['forgets at a token that its key has ended', [FORGOTTEN_END], /^stale accept token /],
    ['forgets at a token that its key was narrowed', [FORGOTTEN_NARROWING], /^stale accept: workspace\.\S+ of token /],
    ['lets a secret work for a second after its end', LATE_RETIREMENT, /^stale accept \S+ \d+ /],
    ['forgets at a token that its secret has ended', [FORGOTTEN_SECRET], /^stale accept token /],
    ['ends an earlier secret before its grace is over', [FORGOTTEN_GRACE], /^lost (?:token )?\S+ /],
  ])(
    'convicts a server that %s',
    async (_what, mutations, accusation) => {
      expect(await faultsOf(mutations, seeds)).toContainEqual(expect.stringMatching(accusation));
    },
    240_000,
  );

  itLong(
    'acquits a copy in which nothing was changed',
    async () => {
      expect({ seed, faults: await faultsOf([]) }).toEqual({ seed, faults: [] });
    },
    120_000,
  );
});
