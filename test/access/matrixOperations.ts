/** An operation of one mutation. Shape: `a` stands beside it, so that something is answered where it is refused. */
export function mutation(call: string): string {
  return `mutation ($process: ID!, $apiKey: ID!) { ${call} a: __typename }`;
}

/** An operation that asks a field of the caller's organization. */
export function organization(field: string): string {
  return `{ organization { ${field} } }`;
}

/** An input that names nothing that is there. */
export const NO_ID = '{id: "00000000000000000000000000000000"}';
