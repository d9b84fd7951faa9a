import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DAY_MS } from '../clock';

/** How long a request is remembered. Units: milliseconds. */
export const KEY_REQUEST_MS = DAY_MS;

/**
 * The request by which a key was made. Shape: `id` and `inputDigest` are SHA-256 in hex, of the caller with its
 * `requestId` and of the input. Source: decision 059.
 */
@Entity('key_request')
export class KeyRequest {
  @PrimaryColumn('varchar', { length: 64 })
  id!: string;

  @Column('varchar', { length: 64 })
  inputDigest!: string;

  @Column('varchar', { length: 32 })
  apiKeyId!: string;

  @Index('key_request_created_at')
  @Column('bigint')
  createdAt!: number;
}

/** Whether a text is a UUID of any version, in any case. The nil UUID is none: it is what a field that nobody set holds. */
export function isRequestId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) && /[^0-]/.test(text);
}
