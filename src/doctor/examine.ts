import type { Check, CheckGroup, Examined } from '../checks/Check';
import { type Finding, failure, notLookedAt, together } from '../checks/Finding';
import { systemClock } from '../clock';
import { messageOf } from '../errors';
import { CHECKS } from '../running/modules';
import { lookAtSettings } from '../running/start';
import type { Environment } from '../SETTING_NAMES';
import { clockCheck } from './clockCheck';
import { databaseCheck } from './databaseCheck';
import { findSecret } from './findSecret';
import { integrityCheck } from './integrityCheck';
import { isOfMissingTable, migrationsCheck } from './migrationsCheck';
import { settingsCheck } from './settingsCheck';

/** What the doctor found. Shape: as `latchkey doctor --json` prints it. */
export interface Examination {
  /** Whether nothing failed. */
  readonly ok: boolean;
  readonly checks: readonly Finding[];
}

/** What modules add, in the order in which it is shown. */
const GROUPS: readonly CheckGroup[] = ['secrets', 'seal', 'usage', 'outbox'];
const CLOSED = 'the database cannot be opened.';

/** Looks at everything that a server needs. Changes nothing, whether a server is up or down. Source: decision 112. */
export async function examine(environment: Environment, checks: readonly Check[] = CHECKS): Promise<Examination> {
  const seen = lookAtSettings(environment);
  const kept = findSecret(seen.config);
  const { finding, look } = await databaseCheck(seen);
  const { config } = seen;
  const examined: Examined | null = look && {
    engine: config.database.engine,
    sql: look.sql,
    config,
    secret: kept.secret,
    now: systemClock(),
  };
  try {
    const findings = [settingsCheck(seen, kept), finding];
    // One after the other: they share a connection, and nothing hurries.
    for (const part of partsFor(checks)) findings.push(await attempt(part, examined));
    return { ok: findings.every(({ status }) => status !== 'failed'), checks: findings };
  } finally {
    await look?.close();
  }
}

/** Something that is looked at in the database. */
interface Part {
  readonly name: string;
  look(examined: Examined): Promise<Finding>;
}

function partsFor(checks: readonly Check[]): Part[] {
  const groups = GROUPS.flatMap((group): Part[] => {
    const members = checks
      .filter((check) => check.group === group)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    return members.length === 0 ? [] : [{ name: group, look: (examined) => lookAtGroup(group, members, examined) }];
  });
  const [secrets = [], others = []] = [
    groups.filter(({ name }) => name === 'secrets'),
    groups.filter(({ name }) => name !== 'secrets'),
  ];
  return [
    { name: 'integrity', look: ({ engine, sql }) => integrityCheck(engine, sql) },
    { name: 'migrations', look: ({ sql }) => migrationsCheck(sql) },
    ...secrets,
    { name: 'clock', look: ({ engine, sql }) => clockCheck(engine, sql, systemClock) },
    ...others,
  ];
}

async function lookAtGroup(group: CheckGroup, members: readonly Check[], examined: Examined): Promise<Finding> {
  const findings: Finding[] = [];
  for (const member of members) findings.push(await attempt(member, examined));
  const [only] = findings;
  return only && findings.length === 1 ? { ...only, name: group } : together(group, 'Nothing is wrong.', findings);
}

/** A check that breaks hides no other. */
async function attempt(part: Part, examined: Examined | null): Promise<Finding> {
  if (examined === null) return notLookedAt(part.name, CLOSED);
  try {
    return await part.look(examined);
  } catch (error) {
    if (isOfMissingTable(error)) return notLookedAt(part.name, 'the database is not migrated.');
    return failure(part.name, `It cannot be looked at: ${messageOf(error)}.`, 'See whether the other checks tell why.');
  }
}
