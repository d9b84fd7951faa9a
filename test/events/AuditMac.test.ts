import { createHmac } from 'node:crypto';
import { AuditMac } from '../../src/events/AuditMac';
import { newId } from '../../src/id';
import { deriveKey } from '../../src/secrets';
import { NOW, SECRET } from '../support/world';

describe('the proof of a leaf', () => {
  it('is the HMAC-SHA-256 of it and of the id of its row, again and again', () => {
    const mac = new AuditMac(SECRET);
    const key = deriveKey(SECRET, 'audit-row');
    const id = newId(NOW);
    for (const byte of [0x00, 0x61, 0xff]) {
      const leaf = Buffer.alloc(32, byte);
      expect(mac.of(id, leaf.toString('base64'))).toBe(
        createHmac('sha256', key).update(leaf).update(id).digest('base64'),
      );
    }
  });
});
