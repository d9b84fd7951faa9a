import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What kind of question an operation is. `OTHER` stands for the operations of a key beyond `MAX_OPERATIONS`. `INTROSPECTED` is
 * no request of the key: somebody asked whether its value works.
 */
export type UsageKind = 'GRAPHQL' | 'VERIFY' | 'TOKEN' | 'INTROSPECT' | 'CHECKPOINT' | 'OTHER' | 'INTROSPECTED';

/**
 * An operation that keys were used for, written once. The fields and needs of an operation are those that were answered: a
 * refused part has none, and what was left out by `@skip` or `@include` has none. One text thus has several rows, with the
 * same name and signature. Source: decision 116.
 */
@Entity('usage_operation')
export class UsageOperation {
  /** Shape: SHA-256 of everything that follows but the last, the first 32 characters in hex. */
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  @Column('varchar', { length: 12 })
  kind!: UsageKind;

  /** Of an operation of GraphQL, null where it has none; else `verify`, `token`, `revoke`, `introspect`, `checkpoint` or `other`. */
  @Column('varchar', { length: 200, nullable: true })
  name!: string | null;

  /** The shape of the operation without its values. Shape: GraphQL without whitespace, at most `MAX_SIGNATURE` characters. */
  @Column('text')
  signature!: string;

  /** Shape: a JSON list of coordinates, `Type.field`, sorted. */
  @Column('text')
  fields!: string;

  /**
   * What each part needed that was answered. Shape: a JSON list of needs; each is a list of alternatives, of which one is enough,
   * and each of those a list of scopes that are all needed. Null where that cannot be known: of `OTHER` for all scopes, of
   * `TOKEN` and `INTROSPECTED` for scopes of other subgraphs.
   */
  @Column('text', { nullable: true })
  needs!: string | null;

  /** The beginning of the day on which any key last used it. Units: epoch milliseconds. */
  @Index('usage_operation_last_used_at')
  @Column('bigint')
  lastUsedAt!: number;
}
