/** The part of the load generator that the benchmark calls; the package brings no types. */
declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
    /** Whether an answer is right; the others count as mismatches. */
    readonly verifyBody: (body: string) => boolean;
    readonly connections: number;
    /** Units: seconds. */
    readonly duration: number;
    /** Units: milliseconds. */
    readonly sampleInt: number;
  }

  interface Result {
    readonly start: Date;
    readonly finish: Date;
    readonly errors: number;
    readonly mismatches: number;
    readonly requests: { readonly total: number };
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
  }

  function autocannon(options: Options): Promise<Result>;
  export = autocannon;
}
