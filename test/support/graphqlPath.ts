/** The path and query string by which a document is asked for with GET. */
export function graphqlPath(query: string, parameters: Readonly<Record<string, string>> = {}): string {
  return `/graphql?${new URLSearchParams({ query, ...parameters })}`;
}
