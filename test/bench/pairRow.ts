import type { Contender, Measurement } from './contender';
import { type Figures, isReached, type Row, type RowResult, type RowTitle, type Stage } from './row';
import { spreadOf } from './spread';

/** Units: measurements of each contender of a row. */
export const PAIR_COUNT = 5;

/** The two that are compared. */
export interface Pair {
  readonly ours: Contender;
  readonly reference: Contender;
}

/** A row of two contenders that are measured in turns. */
export interface PairRowParts extends RowTitle {
  /** What the ratio is: ours to the reference's, or, for rates that are to be read as costs, the reference's to ours. */
  readonly ratio: 'OURS_TO_REFERENCE' | 'REFERENCE_TO_OURS';
  /** By default `PAIR_COUNT`. */
  readonly pairCount?: number;
  start(stage: Stage): Promise<Pair>;
}

/** Makes a row of two contenders. Errors of measuring: a `BenchError` where an answer was wrong. */
export function pairRow(parts: PairRowParts): Row {
  const { name, what, reference, unit, target } = parts;
  const title = { name, what, reference, unit, target };
  return { ...title, measure: async (stage) => measurePair(title, parts, await parts.start(stage)) };
}

async function measurePair(
  title: RowTitle,
  { ratio: direction, pairCount = PAIR_COUNT }: PairRowParts,
  { ours, reference }: Pair,
): Promise<RowResult> {
  for (const contender of [ours, reference]) await contender.warmUp();
  const ourRuns: Measurement[] = [];
  const referenceRuns: Measurement[] = [];
  for (let pair = 0; pair < pairCount; pair++) {
    const turns = [
      { contender: ours, runs: ourRuns },
      { contender: reference, runs: referenceRuns },
    ];
    // The first of a pair changes, so that neither gains from a machine that grows faster or slower.
    for (const { contender, runs } of pair % 2 === 0 ? turns : turns.toReversed()) runs.push(await contender.measure());
  }
  const ratios = ourRuns.map(({ value }, pair) => {
    const referenceValue = referenceRuns[pair]?.value ?? Number.NaN;
    return direction === 'OURS_TO_REFERENCE' ? value / referenceValue : referenceValue / value;
  });
  const all = [...ourRuns, ...referenceRuns];
  const result = {
    title,
    ours: figuresOf(ours, ourRuns),
    reference: figuresOf(reference, referenceRuns),
    ratio: spreadOf(ratios),
    isReached: isReached(title.target, spreadOf(ratios)),
    maxLoadShare: Math.max(...known(all.map(({ loadShare }) => loadShare)), 0) || null,
    minServerShare: known(all.map(({ serverShare }) => serverShare)).reduce<number | null>(smaller, null),
  };
  await ours.stop();
  await reference.stop();
  return result;
}

function figuresOf(contender: Contender, runs: readonly Measurement[]): Figures {
  const cpu = known(runs.map(({ cpuMicroseconds }) => cpuMicroseconds));
  const statements = known(runs.map(({ statementsPerRequest }) => statementsPerRequest));
  return {
    value: spreadOf(runs.map(({ value }) => value)),
    cpuMicroseconds: cpu.length === 0 ? null : spreadOf(cpu),
    statementsPerRequest: statements.length === 0 ? null : spreadOf(statements).median,
    peakMemoryBytes: contender.peakMemoryBytes(),
  };
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function smaller(a: number | null, b: number): number {
  return a === null ? b : Math.min(a, b);
}
