/** A page of metrics as it was read. Shape: `samples` by name and labels as they stand there, in their order. */
export interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const HELP = new RegExp(`^# HELP (${NAME}) \\S.*$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`);
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? ((?:-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?))$`);

/**
 * Reads a page of metrics, more strictly than Prometheus does.
 * Errors: one for a line of no known form, a sample without its type before it, a name or a series that comes twice, a counter
 * below 0, and a histogram whose buckets do not grow up to its count.
 * Source: Prometheus, exposition formats, version 0.0.4.
 */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  let family = '';
  let helped = '';
  for (const line of text.trimEnd().split('\n')) {
    const [, help] = HELP.exec(line) ?? [];
    const [, typed, type] = TYPE.exec(line) ?? [];
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (help !== undefined) {
      helped = help;
    } else if (typed !== undefined && type !== undefined) {
      if (types.has(typed) || helped !== typed) throw new Error(`a type that is not expected: ${line}`);
      types.set(typed, type);
      family = typed;
    } else if (name !== undefined) {
      if (familyOf(name, types.get(family)) !== family) throw new Error(`a sample of another metric: ${line}`);
      if (samples.has(name + labels)) throw new Error(`a series that comes twice: ${line}`);
      samples.set(name + labels, Number(value));
    } else if (line !== '') {
      throw new Error(`not a line of metrics: ${line}`);
    }
  }
  checkCounts(types, samples);
  return { types, samples };
}

function familyOf(name: string, type: string | undefined): string {
  return type === 'histogram' ? name.replace(/_(?:bucket|sum|count)$/, '') : name;
}

function checkCounts(types: ReadonlyMap<string, string>, samples: ReadonlyMap<string, number>): void {
  let last = 0;
  for (const [series, value] of samples) {
    const name = /^[^{]+/.exec(series)?.[0] ?? '';
    if (types.get(name) === 'counter' && value < 0) throw new Error(`a counter below 0: ${series}`);
    if (!name.endsWith('_bucket')) continue;
    if (value < last) throw new Error(`a bucket that is less than the one before: ${series}`);
    last = value;
    if (!series.includes('le="+Inf"')) continue;
    const count = series
      .replace('_bucket{', '_count{')
      .replace(/,?le="\+Inf"/, '')
      .replace('{}', '');
    if (samples.get(count) !== value) throw new Error(`a histogram whose count differs: ${series}`);
    last = 0;
  }
}
