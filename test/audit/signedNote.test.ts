import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { verifyCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint';
import { checkpointText, readCheckpointText } from '../../src/audit/checkpointText';
import { EMPTY_ROOT } from '../../src/audit/nodeHash';
import { openNote, signedNote } from '../../src/audit/signedNote';
import { keyIdOf, readVerifierKey, verifierKey } from '../../src/audit/verifierKey';
import { NOW } from '../support/world';

/** Source: C2SP signed-note, "Example". */
const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const NOTE = `This is an example message.

\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

/** Source: RFC 8032, section 7.1, test 1. */
const SEED = '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PRIVATE_KEY = createPrivateKey({ key: Buffer.from(SEED, 'hex'), format: 'der', type: 'pkcs8' });
const PUBLIC_KEY = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
const SIGNER = {
  name: 'keys.example.com/audit',
  publicKey: PUBLIC_KEY,
  sign: (text: Buffer) => sign(null, text, PRIVATE_KEY),
};
const CHECKPOINT = { origin: 'keys.example.com/audit/server', size: 0, root: EMPTY_ROOT, firstKept: 0 };

describe('a signed note', () => {
  it('of the specification is opened with the key of the specification', () => {
    const verifier = readVerifierKey(VKEY);
    expect(verifier && openNote(NOTE, verifier)).toBe('This is an example message.\n');
    expect(verifier && verifierKey(verifier.name, verifier.publicKey)).toBe(VKEY);
  });

  it('that was changed is refused', () => {
    const verifier = readVerifierKey(VKEY);
    const changed = [
      NOTE.replace('example message', 'example massage'),
      NOTE.replace('Uw2QOkn8', 'Uw2QOkn9'),
      NOTE.replace('Uw2QOkn8', 'Ux2QOkn8'),
      NOTE.replace('example.com/foo', 'example.com/bar'),
      NOTE.replace('\n\n', '\n'),
      NOTE.replace(/\n$/, ''),
      `${NOTE}more\n`,
    ];
    expect(changed.map((note) => verifier && openNote(note, verifier))).toEqual(changed.map(() => null));
  });

  it('is signed by the key of its name alone: a key with another hash is none', () => {
    expect(readVerifierKey(VKEY.replace('530d903a', '530d903b'))).toBeNull();
    expect(readVerifierKey(VKEY.replace('+AekyeR', '+AukyeR'))).toBeNull();
    expect(readVerifierKey(VKEY.replace('foo', 'bar'))).toBeNull();
    expect(readVerifierKey(`${VKEY}\n`)).toBeNull();
  });

  it('of this server is the same each time: its text, one signature', () => {
    expect(signedNote(checkpointText(CHECKPOINT), SIGNER)).toBe(`keys.example.com/audit/server
0
47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

\u2014 keys.example.com/audit sSAZN0HIBJpdYVpZui4zdQrx8LERLpX4/GpBLTJb0XoLKE1pTobgk3QEE0Xf5bwH9Qd7kBMPm/sw8JR+8kMkG9glYA4=
`);
  });

  it('of this server is verified by another implementation', () => {
    const envelope = signedNote(checkpointText({ ...CHECKPOINT, size: 7, firstKept: 3 }), SIGNER);
    const log = {
      logID: keyIdOf(SIGNER.name, PUBLIC_KEY),
      publicKey: createPublicKey(PRIVATE_KEY),
      baseURL: `https://${SIGNER.name}`,
      validFor: { start: new Date(0), end: new Date(NOW) },
    };
    const entryWith = (text: string) =>
      ({ inclusionProof: { checkpoint: { envelope: text } } }) as Parameters<typeof verifyCheckpoint>[0]; // It reads no more.
    expect(verifyCheckpoint(entryWith(envelope), [log])).toEqual({
      origin: 'keys.example.com/audit/server',
      logSize: 7n,
      logHash: EMPTY_ROOT,
      rest: ['first-kept 3'],
    });
    const changed = entryWith(envelope.replace('\n7\n', '\n8\n'));
    expect(() => verifyCheckpoint(changed, [log])).toThrow('invalid checkpoint signature');
  });

  it('is read as it was written, and in no other form', () => {
    const text = checkpointText({ ...CHECKPOINT, size: 7, firstKept: 3 });
    expect(readCheckpointText(text)).toEqual({ ...CHECKPOINT, size: 7, firstKept: 3 });
    const others = [text.replace('\n7\n', '\n07\n'), text.replace('first-kept 3', 'first-kept 0'), `${text}more\n`];
    expect(others.map(readCheckpointText)).toEqual([null, null, null]);
  });
});
