import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../secrets';
import type { AuditTree } from './AuditTree';

/** What the proof of a tree is about. */
export type ProvedTree = Pick<AuditTree, 'id' | 'size' | 'firstKept'> & { readonly root: Buffer };

/** The key under which a master secret proves trees. */
export function treeKeyOf(secret: string): KeyObject {
  return createSecretKey(deriveKey(secret, 'audit-tree'));
}

/**
 * The proof that a server with this key made a tree.
 * Shape: HMAC-SHA-256 in base64, over id, size, root in base64 and first kept sequence, a line each.
 */
export function treeProof(key: KeyObject, { id, size, root, firstKept }: ProvedTree): string {
  const text = [id, size, root.toString('base64'), firstKept].join('\n');
  return createHmac('sha256', key).update(text).digest('base64');
}

/** Whether two proofs, in base64, are the same. */
export function isSameProof(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one, 'base64'), Buffer.from(other, 'base64')];
  return left.length === right.length && timingSafeEqual(left, right);
}
