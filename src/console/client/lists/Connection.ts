/** A page of a list, as the server answers it. */
export interface Connection<Row> {
  /** How many rows the whole list has. It is left out where nobody counted them. */
  readonly totalCount?: number;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly edges: readonly { readonly node: Row }[];
}
