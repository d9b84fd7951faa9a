import type { PageInfo } from './PageInfo';

/** An edge of a connection. */
export interface Edge<Row> {
  readonly node: Row;
  readonly cursor: string;
}

/** A connection as the schema shows it. */
export interface Connection<Row> {
  readonly edges: Edge<Row>[];
  readonly pageInfo: PageInfo;
  readonly count: () => Promise<number>;
}
