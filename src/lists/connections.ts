import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { badInput } from '../errors';
import { type KeysetOrder, type KeysetPosition, type KeysetWindow, readKeysetPage } from '../storage/keyset';
import type { Storage } from '../storage/Storage';
import { countRows, type Source } from '../storage/select';
import type { Cursors, ListName } from './Cursors';

/** Units: rows of a page when none are asked for. */
export const DEFAULT_PAGE_SIZE = 25;
/** Units: rows of a page at most. */
export const MAX_PAGE_SIZE = 100;

/** The arguments of every connection. Source: Relay cursor connections specification. */
@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, { nullable: true, description: 'How many to answer, from the start: 1 to 100, by default 25.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes after this cursor.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many to answer, from the end: 1 to 100. Not with `first`.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;
}

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Where a page lies in its list.' })
export class PageInfo {
  @Field({ description: 'Whether more follows when paging forward.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether more precedes when paging backward.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last edge.' })
  endCursor!: string | null;
}

/**
 * Turns connection arguments into a window.
 * Errors: `BAD_USER_INPUT` that names the argument: a size out of bounds, both sizes at once, a cursor of another list.
 */
export function readWindow(cursors: Cursors, name: ListName, args: ConnectionArgs): KeysetWindow {
  const { first, last } = args;
  if (first != null && last != null) throw badInput('Give first or last, not both.', ['last']);
  for (const [argument, size] of [['first', first] as const, ['last', last] as const]) {
    if (size != null && (size < 1 || size > MAX_PAGE_SIZE)) {
      throw badInput(`${argument} must lie between 1 and ${MAX_PAGE_SIZE}.`, [argument]);
    }
  }
  const position = (argument: 'after' | 'before'): KeysetPosition | null => {
    const cursor = args[argument];
    if (cursor == null) return null;
    const decoded = cursors.decode(name, cursor);
    if (!decoded) throw badInput(`${argument} is not a cursor of this list in this order.`, [argument]);
    return decoded;
  };
  return {
    after: position('after'),
    before: position('before'),
    limit: pageSizeOf(args),
    isBackward: last != null,
  };
}

/** Units: rows that connection arguments ask for at most. */
export function pageSizeOf({ first, last }: ConnectionArgs): number {
  return first ?? last ?? DEFAULT_PAGE_SIZE;
}

/** Whether a type of this name is a connection. */
export function isConnectionType(typeName: string): boolean {
  return DEFAULT_ORDERS.has(typeName);
}

/** A page as the services hand it out: rows, and cursors and a count made only when asked for. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursorOf(row: Row): string;
  count(): Promise<number>;
}

/** A list of one organization, in one order. */
export interface OrderedList<Row> {
  readonly name: ListName;
  readonly source: Source;
  readonly order: KeysetOrder<Row>;
}

/** Reads the page of a list that connection arguments ask for. Errors: those of `readWindow`. */
export async function readPage<Row>(
  storage: Storage,
  cursors: Cursors,
  { name, source, order }: OrderedList<Row>,
  args: ConnectionArgs,
): Promise<Page<Row>> {
  const window = readWindow(cursors, name, args);
  const { rows, hasMore } = await readKeysetPage(storage.sql, source, order, window);
  return {
    rows,
    hasNextPage: window.isBackward ? window.before !== null : hasMore,
    hasPreviousPage: window.isBackward ? hasMore : window.after !== null,
    cursorOf: (row) => cursors.encode(name, order.positionOf(row)),
    count: () => countRows(storage.sql, source),
  };
}

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

/** The order that a list has when none is asked for, by the name of its connection type. */
export const DEFAULT_ORDERS = new Map<string, string>();

/** Makes the connection type of an entity, with its edge type. */
export function connectionOf<Row extends object>(
  nodeType: ClassType<Row>,
  nodeName: string,
  defaultOrder: string,
): ClassType<Connection<Row>> {
  DEFAULT_ORDERS.set(`${nodeName}Connection`, defaultOrder);

  @ObjectType(`${nodeName}Edge`, {
    simpleResolvers: true,
    description: `One \`${nodeName}\` of a list, with its place in it.`,
  })
  class NodeEdge implements Edge<Row> {
    @Field(() => nodeType, { description: `The \`${nodeName}\` itself.` })
    node!: Row;

    @Field({ description: 'The place in the list, to be given as `after` or `before`.' })
    cursor!: string;
  }

  @ObjectType(`${nodeName}Connection`, {
    simpleResolvers: true,
    description: `A page of a list of \`${nodeName}\` nodes.`,
  })
  class NodeConnection implements Connection<Row> {
    @Field(() => [NodeEdge], { description: 'The page, in the order of the list.' })
    edges!: NodeEdge[];

    @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many the whole list holds. Counted only when selected.' })
    totalCount(): Promise<number> {
      return this.count();
    }

    count!: () => Promise<number>;
  }
  return NodeConnection;
}
