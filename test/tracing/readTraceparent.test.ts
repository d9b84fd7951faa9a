import { readTraceparent } from '../../src/tracing/readTraceparent';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('the header traceparent', () => {
  it.each([
    ['a recorded trace', `00-${TRACE}-${SPAN}-01`, true],
    ['one that is not', `00-${TRACE}-${SPAN}-00`, false],
    ['flags of later versions', `00-${TRACE}-${SPAN}-03`, true],
    ['a later version, with more behind', `cc-${TRACE}-${SPAN}-01-more`, true],
  ])('is read: %s', (_what, header, isSampled) => {
    expect(readTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
  });

  it.each([
    ['none', undefined],
    ['several', [`00-${TRACE}-${SPAN}-01`]],
    ['several in one', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['the version ff', `ff-${TRACE}-${SPAN}-01`],
    ['more than version 00 has', `00-${TRACE}-${SPAN}-01-more`],
    ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['a line break', `00-${TRACE}-${SPAN}-01\n`],
    ['a million characters', `00-${'a'.repeat(1_000_000)}`],
  ])('is taken for none: %s', (_what, header) => {
    expect(readTraceparent(header)).toBeNull();
  });
});
