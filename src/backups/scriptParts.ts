import type { Readable } from 'node:stream';
import { CopyFault } from './CopyFault';

/** A part of the script that `pg_restore` writes: statements, or the rows of one table. */
export type ScriptPart =
  | { readonly kind: 'STATEMENTS'; readonly text: string }
  | { readonly kind: 'COPY'; readonly statement: string; readonly rows: AsyncIterable<Buffer> };

/** What only psql or a newer server knows. Source: PostgreSQL 18, `pg_restore --file`. */
const LEFT_OUT = /^(?:\\(?:un)?restrict |SET transaction_timeout )/;
const END_OF_ROWS = '\\.';
const NEWLINE = 0x0a;
/** Units: bytes of rows that are handed on at a time. */
const CHUNK_BYTES = 64 * 1024;

/** Reads a script part by part. The rows of one are read to their end before the next part. */
export async function* scriptParts(script: Readable): AsyncGenerator<ScriptPart> {
  const lines = linesOf(script);
  let statements = '';
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const line = next.value.toString();
    if (LEFT_OUT.test(line)) continue;
    if (!/^COPY .* FROM stdin;$/.test(line)) {
      statements += `${line}\n`;
      continue;
    }
    if (statements.trim() !== '') yield { kind: 'STATEMENTS', text: statements };
    statements = '';
    yield { kind: 'COPY', statement: line, rows: rowsOf(lines) };
  }
  if (statements.trim() !== '') yield { kind: 'STATEMENTS', text: statements };
}

/** Rows up to the mark that ends them. Errors: a `CopyFault` where there is none. */
async function* rowsOf(lines: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let chunk: Buffer[] = [];
  let size = 0;
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const line = next.value;
    if (line.length === END_OF_ROWS.length && line.toString() === END_OF_ROWS) {
      if (size > 0) yield Buffer.concat(chunk);
      return;
    }
    chunk.push(line, Buffer.of(NEWLINE));
    size += line.length + 1;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(chunk);
    [chunk, size] = [[], 0];
  }
  throw new CopyFault('the copy ends in the middle of a table');
}

/** Lines by their bytes: a name may hold what other readers of lines take for the end of one. */
async function* linesOf(script: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of script as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
