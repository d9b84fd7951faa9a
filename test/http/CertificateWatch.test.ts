import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS } from '../../src/clock';
import { CertificateWatch } from '../../src/http/CertificateWatch';
import { createLog } from '../../src/log';
import { newFolder } from '../support/program';
import { selfSigned } from '../support/selfSigned';

const END = Date.parse('2027-01-15T00:00:00.000Z');

/** A watch over a certificate that ends then, and what it has told. */
async function watching() {
  const folder = await newFolder();
  const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const lines: string[] = [];
  const put = async (endsAt: string, ...others: readonly string[]) => {
    const { certificate, privateKey } = selfSigned('localhost', endsAt);
    await writeFile(certFile, [certificate, ...others].join(''));
    await writeFile(keyFile, privateKey);
  };
  await put('20270115000000Z');
  const watch = new CertificateWatch({ certFile, keyFile }, createLog('info', { write: (line) => lines.push(line) }));
  const told = async (now: number): Promise<unknown[]> => {
    lines.length = 0;
    await watch.run(now);
    return lines.map((line) => JSON.parse(line)).map(({ level, endsAt, msg }) => ({ level, endsAt, msg }));
  };
  return { watch, told, put };
}

describe('the watch over the certificate', () => {
  it('warns once a day of one that ends within 14 days, or has ended', async () => {
    const { watch, told } = await watching();
    expect(watch.everyMs).toBe(86_400_000);
    expect(await told(END - 14 * DAY_MS - 1)).toEqual([]);
    const line = { level: 40, endsAt: '2027-01-15T00:00:00.000Z' };
    expect(await told(END - 14 * DAY_MS)).toEqual([
      { ...line, msg: 'the certificate ends in 14 days: renew it, and send SIGHUP to this process' },
    ]);
    expect(await told(END)).toEqual([
      { ...line, msg: 'the certificate has ended, and clients refuse it: renew it, and send SIGHUP to this process' },
    ]);
  });

  it('goes by what is served, which is what was read last', async () => {
    const { watch, told, put } = await watching();
    await put('20990101000000Z');
    expect(await told(END)).toHaveLength(1);
    watch.read();
    expect(await told(END)).toEqual([]);
  });

  it('goes by the first end in a chain', async () => {
    const { watch, told, put } = await watching();
    await put('20990101000000Z', selfSigned('ca', '20270110000000Z').certificate);
    watch.read();
    expect(await told(END)).toEqual([expect.objectContaining({ endsAt: '2027-01-10T00:00:00.000Z' })]);
  });
});
