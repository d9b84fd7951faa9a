import type { AuditEvent } from '../events/AuditEvent';
import type { AuditMac } from '../events/AuditMac';
import { PERSONAL_PARTS, type PersonalPart, readErased } from '../events/auditLeaf';
import type { EventName } from '../events/catalogue';
import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql } from '../storage/Storage';
import type { AuditTree } from './AuditTree';
import { rowFault } from './rowFault';
import { ofTree, SELECT_ROWS } from './sealedRows';
import { unlessBroken } from './unlessBroken';

/** What takes parts of rows: a person is erased, and a key's names are purged after it was deleted, alone or with its process. */
const ERASED = 'member.erased';
const DELETED = 'api_key.deleted';
const ENDED = 'process.deleted';
const REASONS: readonly EventName[] = [ERASED, DELETED, ENDED];
/** An index leads to each. */
const PLACES = ['"sequence" IS NOT NULL', '"sequence" IS NULL'];
/** Units: people who were erased, of whom one has to be proved, since nothing leads from a withdrawn invitation to its person. */
const MAX_PEOPLE = 100;

/**
 * Finds the rows of which something was erased though no event of the log tells why. An event is believed as far as the walk
 * proves it, or its writer's proof. Source: decision 105.
 */
export class UnexplainedErasures {
  private rowCount = 0;
  private firstRow: AuditEvent | null = null;
  private hasErasedPeople: boolean | null = null;

  constructor(
    private readonly sql: RunSql,
    private readonly tree: Pick<AuditTree, 'id' | 'size'>,
    private readonly macs: readonly AuditMac[],
  ) {}

  get count(): number {
    return this.rowCount;
  }

  get first(): AuditEvent | null {
    return this.firstRow;
  }

  /** Looks at rows in their order. The event comes before what it tells of, and is read after that: none is too late. */
  async look(rows: readonly AuditEvent[]): Promise<void> {
    const erased = rows.filter((row) => row.erased !== null);
    if (erased.length === 0) return;
    const told = await this.toldOf([...new Set(erased.flatMap(subjectsOf))]);
    for (const row of erased) {
      const parts = partsOf(row).filter((part) => !isTold(told, row, part));
      const isOfPerson = row.targetType === 'Invitation' && !parts.includes('actor');
      if (parts.length === 0 || (isOfPerson && (await this.isAnybodyErased()))) continue;
      this.rowCount += 1;
      this.firstRow ??= row;
    }
  }

  /** What events tell of some ids. */
  private async toldOf(ids: readonly string[]): Promise<Told> {
    if (ids.length === 0) return new Set();
    const types = REASONS.map((type) => `'${type}'`).join(', ');
    const events = await this.read(`"type" IN (${types}) AND "targetId" IN (${numberedPlaces(ids, 2)})`, ids);
    return new Set(events.filter((event) => this.isProved(event)).map(({ type, targetId }) => `${type} ${targetId}`));
  }

  private async isAnybodyErased(): Promise<boolean> {
    if (this.hasErasedPeople !== true) {
      const events = await this.read(`"type" = '${ERASED}' ORDER BY "id" LIMIT ${MAX_PEOPLE}`, []);
      this.hasErasedPeople = events.some((event) => this.isProved(event));
    }
    return this.hasErasedPeople;
  }

  private async read(condition: string, more: readonly string[]): Promise<readonly AuditEvent[]> {
    const { sql, values } = ofTree(this.tree.id, '$1');
    const statements = PLACES.map((place) => `${SELECT_ROWS} ${sql} AND ${place} AND ${condition}`);
    return (await Promise.all(statements.map((text) => this.sql<AuditEvent>(text, [...values, ...more])))).flat();
  }

  private isProved(event: AuditEvent): boolean {
    if (event.sequence !== null && event.sequence < this.tree.size) return true; // The walk looks at each.
    return this.macs.some((mac) => mac.proves(event)) && rowFault(event) === null;
  }
}

/** Shape: the name of an event, a space and the id of its target. */
type Told = ReadonlySet<string>;

/** The parts that were erased; a row of which that cannot be read has a fault of its own. */
function partsOf(row: AuditEvent): PersonalPart[] {
  const erased = unlessBroken(() => readErased(row)) ?? {};
  return PERSONAL_PARTS.filter((part) => Object.hasOwn(erased, part));
}

/** Whether an event tells why a part was erased: as `eraseMember` and `purgeTombstones` do it, and of no other part. */
function isTold(told: Told, row: AuditEvent, part: PersonalPart): boolean {
  const { actorId, actorKind, targetId, targetType, processId } = row;
  if (part === 'origin') return told.has(`${ERASED} ${actorId}`) || told.has(`${ERASED} ${targetId}`);
  const id = part === 'actor' ? actorId : targetId;
  const isKey = part === 'actor' ? actorKind === 'API_KEY' || actorKind === 'TOKEN' : targetType === 'ApiKey';
  if (!isKey) return told.has(`${ERASED} ${id}`);
  return told.has(`${DELETED} ${id}`) || told.has(`${ENDED} ${processId}`);
}

function subjectsOf({ actorId, targetId, processId }: AuditEvent): string[] {
  return [actorId, targetId, processId].filter((id) => id !== null);
}
