/** Cells of one series beside those of its buckets: of what exceeds every bound, and of the sum. */
const EXTRA_CELLS = 2;

/**
 * The plain numbers behind a histogram.
 * Shape: for each series the count of each bucket, of that without bound, and the sum of what was observed.
 */
export class HistogramCells {
  readonly cells: Float64Array;
  private readonly stride: number;

  constructor(
    private readonly bounds: readonly number[],
    seriesCount: number,
  ) {
    this.stride = bounds.length + EXTRA_CELLS;
    this.cells = new Float64Array(seriesCount * this.stride);
  }

  /** Counts a value. @param series the place of the series in the list */
  observe(series: number, value: number): void {
    const start = series * this.stride;
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? 0)) bucket += 1;
    this.cells[start + bucket] = (this.cells[start + bucket] ?? 0) + 1;
    const sum = start + this.stride - 1;
    this.cells[sum] = (this.cells[sum] ?? 0) + value;
  }
}
