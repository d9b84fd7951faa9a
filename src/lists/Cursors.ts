import { createHmac, timingSafeEqual } from 'node:crypto';
import { FOLDING } from '../names';
import type { KeysetPosition } from '../storage/KeysetOrder';

/** One list in one order, of one organization: what a cursor is good for. */
export interface ListName {
  readonly list: string;
  readonly order: string;
  readonly organizationId: string;
}

const MAC_BYTES = 12;

/**
 * Makes and reads cursors: a row's position in its list, signed, so that a cursor of another list, order or
 * organization, or of names folded otherwise, is told from a good one, and a cursor stays good when its row is gone.
 * Shape: base64url of a 12-byte MAC and the position as JSON. Source: decision 015.
 */
export class Cursors {
  /**
   * @param key that cursors are signed with
   * @param otherKeys those that another server process may sign with, of other master secrets that are accepted
   */
  constructor(
    private readonly key: Buffer,
    private readonly otherKeys: readonly Buffer[] = [],
  ) {}

  encode(name: ListName, position: KeysetPosition): string {
    const text = JSON.stringify(position);
    return Buffer.concat([macOf(this.key, name, text), Buffer.from(text)]).toString('base64url');
  }

  /** Errors: null where this is not a cursor of that list. */
  decode(name: ListName, cursor: string): KeysetPosition | null {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) return null;
    const text = bytes.subarray(MAC_BYTES).toString();
    const mac = bytes.subarray(0, MAC_BYTES);
    const isGenuine = [this.key, ...this.otherKeys].some((key) => timingSafeEqual(mac, macOf(key, name, text)));
    return isGenuine ? (JSON.parse(text) as KeysetPosition) : null; // Signed by us, so of the shape that encode wrote.
  }
}

function macOf(key: Buffer, { organizationId, list, order }: ListName, text: string): Buffer {
  const folding = order.startsWith('NAME_') ? [FOLDING] : [];
  const signed = JSON.stringify([organizationId, list, order, ...folding, text]);
  return createHmac('sha256', key).update(signed).digest().subarray(0, MAC_BYTES);
}
