import type { Connection, Edge } from './Connection';
import type { Page } from './Page';
import type { PageInfo } from './PageInfo';

/** Shows a page as a connection; cursors and the count are computed only where they are selected. */
export function toConnection<Row>(page: Page<Row>): Connection<Row> {
  return {
    edges: page.rows.map((node) => new PageEdge(page, node)),
    pageInfo: new PagePlace(page),
    count: () => page.count(),
  };
}

// Classes, since an object with a getter of its own takes V8 longer than the rest of the list.

class PageEdge<Row> implements Edge<Row> {
  constructor(
    private readonly page: Page<Row>,
    readonly node: Row,
  ) {}

  get cursor(): string {
    return this.page.cursorOf(this.node);
  }
}

class PagePlace<Row> implements PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;

  constructor(private readonly page: Page<Row>) {
    this.hasNextPage = page.hasNextPage;
    this.hasPreviousPage = page.hasPreviousPage;
  }

  get startCursor(): string | null {
    return this.cursorAt(0);
  }

  get endCursor(): string | null {
    return this.cursorAt(-1);
  }

  private cursorAt(index: number): string | null {
    const row = this.page.rows.at(index);
    return row === undefined ? null : this.page.cursorOf(row);
  }
}
