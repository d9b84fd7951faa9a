/** The span of somebody else that a request belongs to. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the trace is recorded: then this server records its part, too. */
  readonly isSampled: boolean;
}

/** Shape: version, trace, parent and flags; later versions may have more behind them. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
const SAMPLED = 0x01;

/**
 * Reads the header `traceparent`. Shape: null where there is none, or it is not well-formed: a new trace begins then.
 * Source: W3C Trace Context, sections 3.2 and 4.3.
 */
export function readTraceparent(header: unknown): RemoteParent | null {
  const [, version = '', traceId = '', spanId = '', flags = '', more] =
    typeof header === 'string' ? (TRACEPARENT.exec(header) ?? []) : [];
  if (version === '' || version === 'ff' || ZEROS.test(traceId) || ZEROS.test(spanId)) return null;
  if (version === '00' && more !== undefined) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}
