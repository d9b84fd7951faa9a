/**
 * The server answered, but not with what was asked for.
 * Shape: `code` is a code of the server's, e.g. `RATE_LIMITED`, or null where the answer was not one of GraphQL.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    readonly code: string | null,
    readonly retryAfterSeconds: number | null,
    readonly incidentId: string | null,
  ) {
    super(message);
  }
}
