import { execFile } from 'node:child_process';
import { access, mkdtemp, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { testFolder } from './engines';

/** Where a browser lies, and what it needs to run. */
export interface UnpackedBrowser {
  readonly executablePath: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks the browser that the package carries, with the libraries and fonts that a bare machine lacks. */
const UNPACK = "require('@sparticuz/chromium').executablePath().then((file) => process.stdout.write(file))";

/** The browser of this run. The first test file that needs it unpacks it. */
export async function unpackedBrowser(): Promise<UnpackedBrowser> {
  const folder = path.join(testFolder(), 'browser');
  await access(folder).catch(() => unpack(folder));
  return {
    executablePath: path.join(folder, 'chromium'),
    environment: {
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
    },
  };
}

async function unpack(folder: string): Promise<void> {
  const own = await mkdtemp(path.join(testFolder(), 'unpacking-'));
  // The package unpacks into the temporary folder, and its libraries only where it thinks that it needs them.
  const env = { PATH: process.env.PATH, TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  await promisify(execFile)(process.execPath, ['-e', UNPACK], { env });
  // Its own list of fonts looks for them in folders that it did not unpack to; without a single font it crashes.
  const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
  await writeFile(path.join(own, 'fonts.conf'), fonts);
  // Another test file may have been first; a folder that is there cannot be half there.
  await rename(own, folder).catch(() => access(folder));
}
