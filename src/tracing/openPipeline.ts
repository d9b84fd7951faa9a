import { setTimeout as delay } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { messageOf } from '../errors';
import { newId } from '../id';
import type { RareLines } from '../RareLines';
import type { TracingSettings } from '../SettingReader';
import { Tracing } from './Tracing';

/** Units: milliseconds that spans wait for others to go with. */
const GATHER_MS = 250;
/** Units: milliseconds after which a receiver that does not answer is given up; a process that stops waits no longer. */
const EXPORT_MS = 2_000;
/** Units: characters of a reason. */
const MAX_REASON_LENGTH = 200;

/**
 * Opens the way to the receiver. Spans wait in memory, 2,048 at most, and what does not fit is dropped: no request waits for
 * a receiver. Source: OpenTelemetry Protocol, OTLP/HTTP with JSON.
 */
export function openPipeline({ url, serviceName }: TracingSettings, version: string, lines: RareLines): Tracing {
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS }), lines);
  const provider = new TracerProvider({
    // One of each process: with workers there are several.
    resource: resourceFromAttributes({
      'service.name': serviceName,
      'service.version': version,
      'service.instance.id': newId(Date.now()),
    }),
    sampler: new AlwaysOnSampler(), // `Tracing` begins nothing that is not to be recorded.
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: GATHER_MS, exportTimeoutMillis: EXPORT_MS + 500 }),
    ],
  });
  return new Tracing(provider.getTracer('latchkey', version), async () => {
    const isDown = provider.shutdown().catch(() => undefined); // It was told.
    await Promise.race([isDown, delay(EXPORT_MS, undefined, { ref: false })]);
  });
}

/** Tells of exports that fail. The library says it to a log of its own, which nobody reads. */
function telling(exporter: SpanExporter, lines: RareLines): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) lines.warn('export', { reason: reasonOf(result.error) }, 'traces cannot be sent');
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return [code, messageOf(error)].filter(Boolean).join(': ').slice(0, MAX_REASON_LENGTH);
}
