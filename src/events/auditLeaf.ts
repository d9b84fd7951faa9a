import { hash, randomFillSync } from 'node:crypto';
import type { AuditEvent } from './AuditEvent';
import { EVENT_SEVERITIES } from './catalogue';
import type { EventChange } from './Happened';

/**
 * The fields of a row that may tell of a person, or bear a name that is purged. The tree knows their commitments alone, so
 * that they can be erased.
 */
export const PERSONAL_FIELDS = ['actorName', 'address', 'changes', 'targetName', 'userAgent'] as const;

/** One of them. */
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

/** Units: bytes. */
export const SALT_BYTES = 16;
/** Units: bytes of random numbers that are asked for at once. */
const POOL_BYTES = 4_096;

/** What a leaf is made of. */
export type LeafRow = Omit<AuditEvent, 'sequence' | 'leaf' | 'mac'>;

/** What stands for a personal value in the tree. Shape: base64 of SHA-256 over the salt and the value as canonical JSON. */
export interface Commitment {
  readonly sha256: string;
}

/** A personal value that is shown, with the salt of its commitment in base64. */
export interface Disclosure {
  readonly salt: string;
  readonly value: unknown;
}

/** What a leaf, or an export, shows of one personal value. */
type Shown = Commitment | Disclosure;

const pool = Buffer.alloc(POOL_BYTES);
let poolAt = POOL_BYTES;

/** Salts for one row. Shape: as in `AuditEvent.salts`. */
export function newSalts(): string {
  const length = SALT_BYTES * PERSONAL_FIELDS.length;
  if (poolAt + length > POOL_BYTES) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += length;
  return pool.toString('base64', poolAt - length, poolAt);
}

/**
 * The hash of a row as a leaf. Shape: SHA-256 in base64. Source: RFC 6962, section 2.1; the row is canonical JSON (RFC 8785)
 * in which commitments stand for personal values.
 */
export function leafOf(row: LeafRow): string {
  const content = eventOf(row, commitmentOf);
  return hash('sha256', Buffer.from(`\0${JSON.stringify(content)}`), 'base64');
}

/** A row with its personal values and their salts, from which anybody computes the leaf. Erased values stay commitments. */
export function disclosedEvent(row: LeafRow): object {
  return eventOf(row, disclosureOf);
}

/** What stands in the tree for one field of a row. */
export function commitmentOf(salt: Buffer, value: unknown): Commitment {
  const text = Buffer.from(JSON.stringify(value));
  return { sha256: hash('sha256', Buffer.concat([salt, text]), 'base64') };
}

function disclosureOf(salt: Buffer, value: unknown): Disclosure {
  return { salt: salt.toString('base64'), value };
}

/** The names stand in the order of canonical JSON: sorted. Of what is not set, the tree knows that it is not. */
function eventOf(row: LeafRow, show: (salt: Buffer, value: unknown) => Shown): object {
  const salts = Buffer.from(row.salts ?? '', 'base64');
  const erased = row.erased === null ? {} : (JSON.parse(row.erased) as Partial<Record<PersonalField, Commitment>>);
  const personal = (field: PersonalField, value: unknown): Shown | null => {
    const commitment = erased[field];
    if (commitment) return commitment;
    if (value === null) return null;
    const from = PERSONAL_FIELDS.indexOf(field) * SALT_BYTES;
    return show(salts.subarray(from, from + SALT_BYTES), value);
  };
  return {
    actor: { id: row.actorId, kind: row.actorKind, name: personal('actorName', row.actorName) },
    address: personal('address', row.address),
    at: row.at,
    changes: personal('changes', changesOf(row.changes)),
    codes: row.codes,
    count: row.count,
    firstAt: row.firstAt,
    id: row.id,
    organizationId: row.organizationId,
    outcome: row.outcome,
    requestId: row.requestId,
    severity: EVENT_SEVERITIES[row.severity ?? 0] ?? null,
    target:
      row.targetId === null
        ? null
        : { id: row.targetId, name: personal('targetName', row.targetName), type: row.targetType },
    type: row.type,
    userAgent: personal('userAgent', row.userAgent),
  };
}

/** Shape: the names in their order, as the canonical form asks. */
function changesOf(text: string): EventChange[] {
  const changes = JSON.parse(text) as EventChange[]; // Written by `auditWriter`.
  return changes.map(({ after, before, field }) => ({ after, before, field }));
}
