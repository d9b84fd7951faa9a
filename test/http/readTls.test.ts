import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readTls } from '../../src/http/readTls';
import { newFolder } from '../support/program';
import { selfSigned } from '../support/selfSigned';

/** Files of a certificate and its key. Shape: `mark` is what each begins with. */
async function filesWith(mark: string) {
  const folder = await newFolder();
  const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const { certificate, privateKey } = selfSigned();
  await writeFile(certFile, `${mark}${certificate}`);
  await writeFile(keyFile, `${mark}${privateKey}`);
  return { certFile, keyFile };
}

describe('the files of TLS', () => {
  it.each([
    ['as they are', ''],
    ['after a byte order mark', '\ufeff'],
  ])('are read %s', async (_how, mark) => {
    const { cert, key } = readTls(await filesWith(mark));
    expect([cert, key].map((text) => text.slice(0, 27))).toEqual([
      '-----BEGIN CERTIFICATE-----',
      '-----BEGIN PRIVATE KEY-----',
    ]);
  });
});
