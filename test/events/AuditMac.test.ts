import { createHmac } from 'node:crypto';
import { AuditMac } from '../../src/events/AuditMac';
import { deriveKey } from '../../src/secrets';
import { SECRET } from '../support/world';

describe('the proof of a leaf', () => {
  it('is its HMAC-SHA-256, again and again', () => {
    const mac = new AuditMac(SECRET);
    const key = deriveKey(SECRET, 'audit-row');
    for (const byte of [0x00, 0x61, 0xff]) {
      const leaf = Buffer.alloc(32, byte);
      expect(mac.of(leaf.toString('base64'))).toBe(createHmac('sha256', key).update(leaf).digest('base64'));
    }
  });
});
