import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../src/config';
import { completeConfig } from '../src/running/start';
import { withSecretFiles } from '../src/withSecretFiles';
import { newFolder } from './support/program';
import { SECRET } from './support/world';

/** Files with such contents. Shape: their paths, by their names. */
async function filesWith<Name extends string>(contents: Record<Name, string>): Promise<Record<Name, string>> {
  const folder = await newFolder();
  const pairs = Object.entries<string>(contents).map(([name, content]) => {
    const file = path.join(folder, name);
    writeFileSync(file, content, { mode: 0o400 });
    return [name, file];
  });
  return Object.fromEntries(pairs);
}

describe('settings that hold secrets', () => {
  it('may each be the content of a file, whose last line may end', async () => {
    const files = await filesWith({
      DATABASE_URL_FILE: 'postgres://latchkey:a-password@db/keys\n',
      LATCHKEY_SECRET_FILE: `${SECRET}\n`,
      LATCHKEY_PREVIOUS_SECRETS_FILE: `${SECRET} once\r\n${SECRET} before\r\n`,
      GATEWAY_SECRET_FILE: `\uFEFF${SECRET} of the gateway`,
      SMTP_URL_FILE: 'smtps://latchkey:a-password@mail.example.com:465\n\n',
    });
    const { database, secret, previousSecrets, gatewaySecret, mail } = loadConfig(
      withSecretFiles({ ...files, NODE_ENV: 'production', MAIL_FROM: 'keys@example.com' }),
    );
    expect({ database, secret, previousSecrets, gatewaySecret, mail }).toEqual({
      database: { engine: 'postgres', url: 'postgres://latchkey:a-password@db/keys' },
      secret: SECRET,
      previousSecrets: [`${SECRET} once`, `${SECRET} before`],
      gatewaySecret: `${SECRET} of the gateway`,
      mail: { url: 'smtps://latchkey:a-password@mail.example.com:465', from: 'keys@example.com' },
    });
  });

  it('that are set both ways, or whose file is of no use, are faults that name both, and no part of a secret', async () => {
    const files = await filesWith({ LATCHKEY_SECRET_FILE: SECRET, GATEWAY_SECRET_FILE: ' \n' });
    const missing = path.join(path.dirname(files.GATEWAY_SECRET_FILE), 'missing');
    const environment = { ...files, LATCHKEY_SECRET: `${SECRET} too`, SMTP_URL_FILE: missing, NODE_ENV: 'production' };
    expect(() => completeConfig(environment)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: [
          'Bad setting: LATCHKEY_SECRET and LATCHKEY_SECRET_FILE are both set; set one of them.',
          `Bad setting: GATEWAY_SECRET_FILE ${files.GATEWAY_SECRET_FILE} is empty.`,
          `Bad setting: SMTP_URL_FILE ${missing} cannot be read: ENOENT: no such file or directory, open '${missing}'.`,
        ].join('\n'),
      }),
    );
  });

  it('are told beside all other faults, and a secret in a file that cannot be read is not told as missing', async () => {
    const folder = path.join(await newFolder(), 'secret');
    mkdirSync(folder);
    expect(() => completeConfig({ NODE_ENV: 'production', LATCHKEY_SECRET_FILE: folder, PORT: 'x' })).toThrow(
      [
        `Bad setting: LATCHKEY_SECRET_FILE ${folder} cannot be read: EISDIR: illegal operation on a directory, read.`,
        'Bad setting: PORT is "x"; accepted: a whole number from 0 to 65535.',
      ].join('\n'),
    );
  });

  it('are as long as they have to be in a file, too', async () => {
    const files = await filesWith({ LATCHKEY_SECRET_FILE: 'short\n' });
    expect(() => completeConfig(files)).toThrow(
      'Bad setting: LATCHKEY_SECRET holds a secret of 5 bytes; accepted: at least 32 bytes.',
    );
  });
});
