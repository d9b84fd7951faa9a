import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import timers from 'node:timers/promises';
import { examine } from '../../src/doctor/examine';
import { createLog } from '../../src/log';
import { ONE_CAUSE, RareLines } from '../../src/RareLines';
import { openPipeline } from '../../src/tracing/openPipeline';
import { freePort } from '../support/freePort';
import { MAIN, newFolder, runCommand, serveProgram } from '../support/program';
import { request } from '../support/request';
import { TraceReceiver } from '../support/TraceReceiver';
import { waitUntil } from '../support/waitUntil';
import { askAll, linesOf, newPlace, post, serveTwo } from '../support/workers';
import { World } from '../support/world';

const QUERY = '{ viewer { name } }';

/** What is told of traces. */
function toldOf(lines: readonly string[]): unknown[] {
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => /traces/.test(msg));
}

describe('a receiver of traces', () => {
  it('gets those of each worker, and the last ones when they stop', async () => {
    const receiver = await TraceReceiver.listen();
    const place = await newPlace();
    const program = await serveTwo({ environment: { ...place.environment, ...receiver.environment() } });
    expect((await askAll(program.url, place.key)).processCount).toBe(2);
    await request(program.url, post(place.key, QUERY));
    program.child.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
    const instances = new Set(receiver.spans.map(({ resource }) => resource['service.instance.id']));
    expect([instances.size, receiver.spans[0]?.resource['service.name']]).toEqual([2, 'latchkey']);
  });

  it('may be down: requests are answered, the log says it once, and the server stops', async () => {
    const port = await freePort();
    const world = await World.create('sqlite', { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const acme = await world.organization();
    for (let count = 0; count < 20; count += 1) expect((await world.as(acme.key).run(QUERY)).status).toBe(200);
    await world.close();
    expect(toldOf(world.logLines)).toEqual([
      expect.objectContaining({ level: 40, msg: 'traces cannot be sent', reason: expect.stringMatching(/\S/) }),
    ]);
  });

  it('may refuse, which is told in the log with its reason', async () => {
    const receiver = await TraceReceiver.listen();
    receiver.behaviour = 'REFUSE';
    const world = await World.create('sqlite', receiver.environment());
    const acme = await world.organization();
    await world.as(acme.key).run(QUERY);
    await world.close();
    expect(toldOf(world.logLines)).toMatchObject([{ reason: '400: Bad Request' }]);
  });

  it('may hang: requests are answered, and a program that is told to stop ends by itself', async () => {
    const receiver = await TraceReceiver.listen();
    receiver.behaviour = 'HANG';
    const place = await newPlace();
    const program = await serveProgram({ environment: { ...place.environment, ...receiver.environment() } });
    const ask = async () => (await request(program.url, post(place.key, QUERY))).status;
    expect(await ask()).toBe(200);
    await waitUntil('an export', () => receiver.askedCount > 0);
    expect(await ask()).toBe(200);
    program.child.kill('SIGTERM');
    const { code, stdout } = await program.ended;
    expect([code, linesOf(stdout).at(-1)?.msg]).toEqual([0, 'stopped']);
  });
});

describe('a process that stops', () => {
  it('waits 2 seconds for a receiver, and no longer: a clock that says they are over ends it', async () => {
    const receiver = await TraceReceiver.listen();
    receiver.behaviour = 'HANG';
    const log = createLog('info', { write: () => undefined });
    const settings = {
      url: `${receiver.environment().OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`,
      serviceName: 'latchkey',
    };
    const tracing = openPipeline(settings, '1.0.0', new RareLines(log, Date.now, ONE_CAUSE));
    const request = tracing.begin('graphql', undefined);
    if (request) tracing.end(request, 200);
    const waits: unknown[] = [];
    const clock = jest.spyOn(timers, 'setTimeout').mockImplementation(async (milliseconds) => {
      waits.push(milliseconds);
      return undefined as never; // As many types as values to resolve with: nothing is looked at here.
    });
    const isOver = jest.fn();
    const closing = tracing.close().then(isOver);
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    clock.mockRestore();
    expect([waits, isOver.mock.calls.length]).toEqual([[2_000], 1]);
    await closing;
  });
});

describe('without the setting', () => {
  it('nothing of OpenTelemetry is loaded', async () => {
    const folder = await newFolder();
    const hook = path.join(folder, 'hook.js');
    await writeFile(
      hook,
      `process.on('exit', () => {
        const found = Object.keys(require.cache).filter((file) => /opentelemetry|dist.src.tracing.(?:Tracing|openPipeline)/.test(file));
        process.stdout.write(JSON.stringify({ msg: 'loaded', found }) + '\\n');
      });`,
    );
    const place = await newPlace();
    const program = await serveProgram({ environment: place.environment, script: ['-r', hook, MAIN] });
    await request(program.url, post(place.key, QUERY));
    program.child.kill('SIGTERM');
    const { stdout } = await program.ended;
    expect(linesOf(stdout).find(({ msg }) => msg === 'loaded')?.found).toEqual([]);
  });
});

describe('without the packages', () => {
  const SENTENCE =
    'OTEL_EXPORTER_OTLP_ENDPOINT is set, and @opentelemetry/sdk-trace is not installed: run `npm ci` without --omit=optional, or leave the setting out.';

  it.each([[[]], [['--workers', '2']]])('a server that is to send traces says what to do: %j', async (options) => {
    const hook = path.join(await newFolder(), 'hook.js');
    await writeFile(
      hook,
      `const Module = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (asked, ...rest) => resolve(asked === '@opentelemetry/sdk-trace' ? 'none' : asked, ...rest);`,
    );
    const environment = { LATCHKEY_SECRET: 'x'.repeat(32), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    const wishes = { environment, script: ['-r', hook, MAIN] };
    expect(await runCommand(['serve', ...options], wishes)).toEqual({ code: 2, stdout: '', stderr: `${SENTENCE}\n` });
    const { stdout } = await runCommand(['doctor', '--json'], wishes);
    expect(JSON.parse(stdout).checks[0].checks).toMatchObject([
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', status: 'failed', remedy: expect.stringContaining('npm ci') },
    ]);
  });

  it('a bad address is a bad setting', async () => {
    const { checks } = await examine({ OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://collector:4317' });
    expect(checks[0]?.checks.map(({ sentence }) => sentence)).toContain(
      'OTEL_EXPORTER_OTLP_ENDPOINT is "grpc://collector:4317"; accepted: an http or https URL without user or query.',
    );
  });
});
