import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endAfter } from './leftOpen';

/** A span as the receiver got it. Shape: `parent` is empty where it has none. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly id: string;
  readonly parent: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: unknown;
  /** Those of the process. */
  readonly resource: Readonly<Record<string, unknown>>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What a process sends. Source: OpenTelemetry Protocol, JSON encoding. */
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly kind: number;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly attributes: readonly Attribute[];
        readonly status: unknown;
      }[];
    }[];
  }[];
}

/** A receiver of traces on loopback. Shape: `behaviour` is what it does with what it is sent. */
export class TraceReceiver {
  behaviour: 'TAKE' | 'REFUSE' | 'HANG' = 'TAKE';
  /** Everything that it was sent, headers included. */
  raw = '';
  readonly spans: ReceivedSpan[] = [];
  askedCount = 0;

  private constructor(private readonly server: Server) {}

  /** Starts to listen. It ends with the test file. */
  static async listen(): Promise<TraceReceiver> {
    const server = createServer();
    const receiver = new TraceReceiver(server);
    server.on('request', async (request, answer) => {
      receiver.askedCount += 1;
      let body = '';
      for await (const chunk of request) body += chunk;
      receiver.raw += JSON.stringify(request.headers) + body;
      if (receiver.behaviour === 'HANG') return;
      if (receiver.behaviour === 'REFUSE') return answer.writeHead(400).end('no');
      if (request.url === '/v1/traces') receiver.spans.push(...spansIn(JSON.parse(body)));
      return answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endAfter('file', () => receiver.close());
    return receiver;
  }

  /** The settings of a server that sends its traces here. */
  environment(): { OTEL_EXPORTER_OTLP_ENDPOINT: string } {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` }; // It listens on a port.
  }

  /** Forgets what it got. */
  reset(): void {
    this.spans.length = 0;
    this.raw = '';
    this.askedCount = 0;
    this.behaviour = 'TAKE';
  }

  /** Ends it, and every connection to it. */
  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function spansIn({ resourceSpans }: Sent): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId = '', attributes, status }) => ({
        name,
        kind,
        traceId,
        id: spanId,
        parent: parentSpanId,
        attributes: valuesOf(attributes),
        status,
        resource: valuesOf(resource.attributes),
      })),
    ),
  );
}

function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
