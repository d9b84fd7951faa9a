import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { sharedWorld } from '../support/world';

const TEXT = readFileSync('Containerfile', 'utf8');
/** Each instruction on one line. Shape: `COPY . .` */
const INSTRUCTIONS = TEXT.replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** What the instructions of a kind say. */
function told(kind: string): string[] {
  return INSTRUCTIONS.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
}

describe('the Containerfile', () => {
  const world = sharedWorld('sqlite');

  it('has no fault that a linter finds', () => {
    expect(validate(TEXT).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
  });

  it('copies what is there, out of stages that are there', () => {
    const stages = told('FROM').flatMap((line) => / AS (\w+)$/.exec(line)?.[1] ?? []);
    const sources = told('COPY').map((line) => /^(?:--from=(\w+) )?(\S+) \S+$/.exec(line)?.slice(1) ?? ['?', '?']);
    expect(sources.filter(([stage, source = '']) => (stage ? !stages.includes(stage) : !existsSync(source)))).toEqual(
      [],
    );
    expect(sources).toHaveLength(3);
  });

  it('names the version of its base, and an account by its number that is not root', () => {
    expect(new Set(told('FROM').map((line) => line.split(' ')[0]))).toEqual(new Set(['node:24-slim']));
    expect(told('USER')).toEqual(['1000:1000']);
  });

  it('leaves what is secret, built or installed here out of the image', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    const kept = ['.git', '**/.env', '**/*.env', '**/*.secret', '**/*.key', 'data', 'node_modules', 'dist'].filter(
      (name) => !ignored.includes(name),
    );
    expect(kept).toEqual([]);
  });

  it.each([
    ['healthy where the server answers', true, 0],
    ['not where nobody does', false, 1],
  ])('is %s', async (_how, isThere, code) => {
    const [, command = ''] = / CMD (\[.*\])$/.exec(told('HEALTHCHECK')[0] ?? '') ?? [];
    const [program, ...args]: [string, ...string[]] = JSON.parse(command);
    const PORT = isThere ? new URL(world().url).port : '1';
    const child = spawn(program, args, { env: { PATH: process.env.PATH, PORT } });
    expect(await once(child, 'close')).toEqual([code, null]);
  });
});
