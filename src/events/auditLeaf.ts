import { hash, randomBytes } from 'node:crypto';
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

/** Units: characters of base64url, which hold 132 bits. */
export const SALT_LENGTH = 22;
/** Units: bytes of random numbers that are asked for at once. */
const POOL_BYTES = 8_250;

/** What a leaf is made of. */
export type LeafRow = Omit<AuditEvent, 'sequence' | 'leaf' | 'mac'>;

/** What stands for a personal value in the tree. Shape: base64 of SHA-256 over the salt and the value as canonical JSON. */
export interface Commitment {
  readonly sha256: string;
}

/** A personal value that is shown, with the salt of its commitment. */
export interface Disclosure {
  readonly salt: string;
  readonly value: unknown;
}

/** What a leaf, or an export, shows of one personal value. Shape: `json` is the value as canonical JSON. */
type Show = (salt: string, json: string) => Commitment | Disclosure;

const pool = { text: '', at: 0 };

/** Salts for one row. Shape: as in `AuditEvent.salts`. */
export function newSalts(): string {
  const length = SALT_LENGTH * PERSONAL_FIELDS.length;
  if (pool.at + length > pool.text.length) {
    pool.text = randomBytes(POOL_BYTES).toString('base64url');
    pool.at = 0;
  }
  pool.at += length;
  return pool.text.slice(pool.at - length, pool.at);
}

/**
 * The hash of a row as a leaf. Shape: SHA-256 in base64. Source: RFC 6962, section 2.1; the row is canonical JSON (RFC 8785)
 * in which commitments stand for personal values.
 */
export function leafOf(row: LeafRow): string {
  return hash('sha256', `\0${JSON.stringify(eventOf(row, commitmentOf))}`, 'base64');
}

/** A row with its personal values and their salts, from which anybody computes the leaf. Erased values stay commitments. */
export function disclosedEvent(row: LeafRow): object {
  return eventOf(row, (salt, json) => ({ salt, value: JSON.parse(json) as unknown }));
}

/** The salt of one field among those of a row. */
export function saltOf(salts: string, field: PersonalField): string {
  const from = PERSONAL_FIELDS.indexOf(field) * SALT_LENGTH;
  return salts.slice(from, from + SALT_LENGTH);
}

/** What stands in the tree for a value. @param json the value as canonical JSON */
export function commitmentOf(salt: string, json: string): Commitment {
  return { sha256: hash('sha256', salt + json, 'base64') };
}

/** What stands in the tree for each personal field of a row that is set. */
export function commitmentsOf(row: LeafRow): Partial<Record<PersonalField, Commitment>> {
  const found: Partial<Record<PersonalField, Commitment>> = {};
  for (const field of PERSONAL_FIELDS) {
    const commitment = personalOf(row, field, erasedOf(row), commitmentOf);
    if (commitment && 'sha256' in commitment) found[field] = commitment;
  }
  return found;
}

/** The names stand in the order of canonical JSON: sorted. Of what is not set, the tree knows that it is not. */
function eventOf(row: LeafRow, show: Show): object {
  const erased = erasedOf(row);
  const target =
    row.targetId === null
      ? null
      : { id: row.targetId, name: personalOf(row, 'targetName', erased, show), type: row.targetType };
  return {
    actor: { id: row.actorId, kind: row.actorKind, name: personalOf(row, 'actorName', erased, show) },
    address: personalOf(row, 'address', erased, show),
    at: row.at,
    changes: personalOf(row, 'changes', erased, show),
    codes: row.codes,
    count: row.count,
    firstAt: row.firstAt,
    id: row.id,
    organizationId: row.organizationId,
    outcome: row.outcome,
    processId: row.processId,
    requestId: row.requestId,
    severity: EVENT_SEVERITIES[row.severity ?? 0] ?? null,
    target,
    type: row.type,
    userAgent: personalOf(row, 'userAgent', erased, show),
  };
}

type Erased = Partial<Record<PersonalField, Commitment>>;

const NOTHING: Erased = {};

function erasedOf({ erased }: LeafRow): Erased {
  return erased === null ? NOTHING : (JSON.parse(erased) as Erased); // Written by the erasure.
}

function personalOf(row: LeafRow, field: PersonalField, erased: Erased, show: Show): Commitment | Disclosure | null {
  const commitment = erased[field];
  if (commitment) return commitment;
  const value = row[field];
  if (value === null) return null;
  return show(saltOf(row.salts ?? '', field), field === 'changes' ? canonicalChanges(value) : JSON.stringify(value));
}

/** Changes as canonical JSON. Rows of earlier versions have the names in another order. */
function canonicalChanges(text: string): string {
  return text.startsWith('[{"field"') ? changesText(JSON.parse(text) as EventChange[]) : text;
}

/** How changes are written down. Shape: canonical JSON. */
export function changesText(changes: readonly EventChange[]): string {
  return JSON.stringify(changes.map(({ after, before, field }) => ({ after, before, field })));
}
