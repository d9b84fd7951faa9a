import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Connection, Edge } from './Connection';
import { DEFAULT_ORDERS, type OrderOf } from './DEFAULT_ORDERS';
import { PageInfo } from './PageInfo';

/** Makes the connection type of an entity, with its edge type. */
export function connectionOf<Row extends object>(
  nodeType: ClassType<Row>,
  nodeName: string,
  defaultOrder: string | OrderOf,
): ClassType<Connection<Row>> {
  DEFAULT_ORDERS.set(`${nodeName}Connection`, typeof defaultOrder === 'string' ? () => defaultOrder : defaultOrder);

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
