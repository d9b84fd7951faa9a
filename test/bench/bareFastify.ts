import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import type { Answer } from './exchange';

async function main(answerFile: string): Promise<void> {
  const { headers, body }: Answer = JSON.parse(readFileSync(answerFile, 'utf8'));
  const fixed = Object.fromEntries(headers);
  const server = fastify();
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, form, done) => {
    done(null, form);
  });
  server.all('/', (_request, reply) => {
    reply.headers(fixed).send(body);
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
}

process.once('SIGTERM', () => process.exit(0));
main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
