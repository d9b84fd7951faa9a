/** What a document may be at most. Units: counts, but for `cost` in points. Source: decision 019. */
export const LIMITS = {
  characters: 15_000,
  tokens: 1_000,
  comments: 50,
  depth: 10,
  aliases: 15,
  directives: 50,
  cost: 5_000,
} as const;

/** How many faults of one document are told; the rest of it is not looked at. Units: faults. */
export const MAX_ERRORS = 20;
