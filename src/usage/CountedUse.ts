/** The use of a secret of a key for an operation in an hour, from a network, by a client. Units: epoch milliseconds. */
export interface UseParts {
  readonly apiKeyId: string;
  readonly organizationId: string;
  readonly secretNumber: number;
  readonly operationId: string;
  /** Shape: a CIDR block. */
  readonly network: string;
  readonly userAgent: string;
  readonly hourAt: number;
}

/** What is counted of it. Units: `cost` in points, instants in epoch milliseconds. */
export interface UseCounts {
  readonly requestCount: number;
  readonly refusedCount: number;
  readonly failedCount: number;
  readonly cost: number;
  readonly firstUsedAt: number;
  readonly lastUsedAt: number;
}

/** A use, counted. */
export type CountedUse = UseParts & UseCounts;

/** Two counts of one use as one. */
export function addedUse<Use extends UseCounts>(one: Use, other: UseCounts): Use {
  return {
    ...one,
    requestCount: one.requestCount + other.requestCount,
    refusedCount: one.refusedCount + other.refusedCount,
    failedCount: one.failedCount + other.failedCount,
    cost: one.cost + other.cost,
    firstUsedAt: Math.min(one.firstUsedAt, other.firstUsedAt),
    lastUsedAt: Math.max(one.lastUsedAt, other.lastUsedAt),
  };
}
