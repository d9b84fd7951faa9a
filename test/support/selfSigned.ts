import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate for TLS that nobody vouches for, of a host.
 * Shape: PEM; its end as `20990101000000Z`. Source: RFC 5280, section 4.1, and RFC 5758.
 */
export function selfSigned(
  host = 'localhost',
  endsAt = '20990101000000Z',
): { certificate: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(host)));
  const name = der(0x30, der(0x31, commonName));
  const validity = der(0x30, ...['20260101000000Z', endsAt].map((at) => der(0x18, Buffer.from(at))));
  const serialNumber = der(0x02, Buffer.from([1]));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const toSign = der(0x30, serialNumber, ecdsaWithSha256, name, validity, name, key);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toSign, privateKey));
  const certificate = der(0x30, toSign, ecdsaWithSha256, signature).toString('base64');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One value in DER: its tag, its length, its content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
