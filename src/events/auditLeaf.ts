import { hash, randomBytes } from 'node:crypto';
import type { AuditEvent } from './AuditEvent';
import { EVENT_SEVERITIES } from './catalogue';
import { type ChangesText, readChanges } from './changesText';
import { jsonText } from './jsonText';

/**
 * The parts of a row that may tell of a person, or bear a name that is purged: the name of the actor, the origin of the
 * request, and of the target the name and the changes that people wrote. The tree knows their commitments alone, so that
 * they can be erased.
 */
export const PERSONAL_PARTS = ['actor', 'origin', 'target'] as const;

/** One of them. */
export type PersonalPart = (typeof PERSONAL_PARTS)[number];

/** Units: characters of base64url, which hold 132 bits. */
export const SALT_LENGTH = 22;
/** Of a row. */
const SALTS_LENGTH = SALT_LENGTH * PERSONAL_PARTS.length;
/** Units: bytes of random numbers that are asked for at once: salts of 166 rows. */
const POOL_BYTES = 8_217;
/** 32 bytes in base64. */
const HASH = /^[A-Za-z0-9+/]{43}=$/;
const NO_CHANGES = '[]';

/** What a leaf is made of. */
export type LeafRow = Omit<AuditEvent, 'sequence' | 'leaf' | 'mac'>;

/** What stands in the tree for parts that were erased. Shape: as `commitmentOf` answers. */
export type ErasedParts = Readonly<Partial<Record<PersonalPart, string>>>;

/** How a leaf, or an export, has a part. Shape: `json` is the value as canonical JSON, and so is the answer. */
type Show = (salt: string, json: string) => string;

const NOTHING: ErasedParts = {};
const pool = { text: '', at: 0 };

/** Salts for one row. Shape: as in `AuditEvent.salts`. */
export function newSalts(): string {
  if (pool.at + SALTS_LENGTH > pool.text.length) {
    pool.text = randomBytes(POOL_BYTES).toString('base64url');
    pool.at = 0;
  }
  pool.at += SALTS_LENGTH;
  return pool.text.slice(pool.at - SALTS_LENGTH, pool.at);
}

/**
 * The hash of a row as a leaf. Shape: SHA-256 in base64. Source: RFC 6962, section 2.1; the row is canonical JSON (RFC 8785)
 * in which commitments stand for personal parts. Errors: throws where the row holds what no server writes there.
 */
export function leafOf(row: LeafRow): string {
  return leafWith(row, readChanges(row.targetType, row.changes), readErased(row));
}

/** The same of a row that is being written. @param changes those of the row */
export function leafOfNew(row: LeafRow, changes: ChangesText): string {
  return leafWith(row, changes, NOTHING);
}

/**
 * A row with its personal parts and their salts, from which anybody computes the leaf. Erased parts stay commitments.
 * Shape: canonical JSON. Errors: throws where the row holds what no server writes there.
 */
export function disclosedEvent(row: LeafRow): string {
  return eventText(row, readChanges(row.targetType, row.changes), readErased(row), disclosure);
}

/** What stands in the tree for a part of a row. Shape: SHA-256 of the salt and the value, in base64. @param written the changes that people wrote */
export function commitmentOf(row: LeafRow, part: PersonalPart, written: string): string {
  return hash('sha256', saltOf(row, part) + partValue(row, part, written), 'base64');
}

/** What was erased of a row. Errors: throws where no erasure wrote it. */
export function readErased({ erased }: Pick<LeafRow, 'erased'>): ErasedParts {
  if (erased === null) return NOTHING;
  const parts = JSON.parse(erased) as unknown;
  if (!isErasedParts(parts)) throw new Error('no erasure wrote this');
  return parts;
}

function isErasedParts(value: unknown): value is ErasedParts {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([part, hashed]) => isPart(part) && isHash(hashed));
}

function isPart(name: string): boolean {
  return PERSONAL_PARTS.some((part) => part === name);
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && HASH.test(value);
}

/** Whether a part of a row has a value. */
export function isThere(row: LeafRow, part: PersonalPart, written: string): boolean {
  if (part === 'actor') return row.actorName !== '';
  if (part === 'origin') return row.address !== '' || row.userAgent !== null;
  return row.targetName !== null || written !== NO_CHANGES;
}

function leafWith(row: LeafRow, changes: ChangesText, erased: ErasedParts): string {
  return hash('sha256', `\0${eventText(row, changes, erased, commitment)}`, 'base64');
}

/** The names stand in the order of canonical JSON: sorted. It is a template, since every change of anything waits for it. */
function eventText(row: LeafRow, { plain, written }: ChangesText, erased: ErasedParts, show: Show): string {
  const severity = severityText(row);
  const actor = partText(row, 'actor', written, erased, show);
  const origin = partText(row, 'origin', written, erased, show);
  const target = partText(row, 'target', written, erased, show);
  return (
    `{"actor":{"id":${jsonText(row.actorId)},"kind":${jsonText(row.actorKind)},"name":${actor}},"at":${jsonText(row.at)}` +
    `,"changes":${plain},"codes":${jsonText(row.codes)},"count":${jsonText(row.count)},"firstAt":${jsonText(row.firstAt)}` +
    `,"id":${jsonText(row.id)},"organizationId":${jsonText(row.organizationId)},"origin":${origin}` +
    `,"outcome":${jsonText(row.outcome)},"processId":${jsonText(row.processId)},"requestId":${jsonText(row.requestId)}` +
    `,"severity":${severity},"target":{"id":${jsonText(row.targetId)},"type":${jsonText(row.targetType)}` +
    `,"written":${target}},"type":${jsonText(row.type)}}`
  );
}

/** Of a target without a name, of which nothing was written, the tree knows that. */
function partText(row: LeafRow, part: PersonalPart, written: string, erased: ErasedParts, show: Show): string {
  const gone = erased[part];
  if (gone === undefined) {
    if (part === 'target' && !isThere(row, part, written)) return 'null';
    return show(saltOf(row, part), partValue(row, part, written));
  }
  if (isThere(row, part, written)) throw new Error('a part of the row was erased, and is there');
  return `{"sha256":${jsonText(gone)}}`;
}

/** Shape: canonical JSON. Errors: throws where SQLite was given what is no place in the list. */
function severityText({ severity }: LeafRow): string {
  if (severity === null) return 'null';
  const name = typeof severity === 'number' ? EVENT_SEVERITIES[severity] : undefined;
  if (name === undefined) throw new Error('the row has no severity of the list');
  return jsonText(name);
}

function commitment(salt: string, json: string): string {
  return `{"sha256":"${hash('sha256', salt + json, 'base64')}"}`;
}

function disclosure(salt: string, json: string): string {
  return `{"salt":${jsonText(salt)},"value":${json}}`;
}

/** Shape: canonical JSON. */
function partValue(row: LeafRow, part: PersonalPart, written: string): string {
  if (part === 'actor') return jsonText(row.actorName);
  if (part === 'origin') return `{"address":${jsonText(row.address)},"userAgent":${jsonText(row.userAgent)}}`;
  return `{"changes":${written},"name":${jsonText(row.targetName)}}`;
}

/** Errors: throws where the row has no salts, or those of another rule. */
function saltOf({ salts }: LeafRow, part: PersonalPart): string {
  if (typeof salts !== 'string' || salts.length !== SALTS_LENGTH)
    throw new Error('the row has no salts of this version');
  const from = PERSONAL_PARTS.indexOf(part) * SALT_LENGTH;
  return salts.slice(from, from + SALT_LENGTH);
}
