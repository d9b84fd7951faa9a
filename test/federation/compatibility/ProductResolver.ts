import { Arg, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { References } from '../../../src/graphql/buildSubgraph';
import { DeprecatedProduct, type Inventory, Product, type ProductResearch, User } from './Product';

// The rows that the compatibility tests expect.

const USER = { email: 'support@apollographql.com', name: 'Jane Smith', totalProductsCreated: 1337 };

const OLD: DeprecatedProduct = {
  sku: 'apollo-federation-v1',
  package: '@apollo/federation-v1',
  reason: 'Migrate to Federation V2',
  createdBy: USER,
};

const RESEARCH: readonly ProductResearch[] = [
  { study: { caseNumber: '1234', description: 'Federation Study' }, outcome: null },
  { study: { caseNumber: '1235', description: 'Studio Study' }, outcome: null },
];

const PRODUCTS: readonly Product[] = [
  {
    id: 'apollo-federation',
    sku: 'federation',
    package: '@apollo/federation',
    variation: { id: 'OSS' },
    dimensions: { size: 'small', weight: 1, unit: 'kg' },
    createdBy: USER,
    notes: null,
    research: RESEARCH.slice(0, 1),
  },
  {
    id: 'apollo-studio',
    sku: 'studio',
    package: '',
    variation: { id: 'platform' },
    dimensions: { size: 'small', weight: 1, unit: 'kg' },
    createdBy: USER,
    notes: null,
    research: RESEARCH.slice(1),
  },
];

const INVENTORY: Inventory = { id: 'apollo-oss', deprecatedProducts: [OLD] };

/** The roots of the subgraph `products`. */
@Resolver()
export class ProductResolver {
  @Query(() => Product, { nullable: true, description: 'One product.' })
  product(@Arg('id', () => ID, { description: 'Which.' }) id: string): Product | null {
    return PRODUCTS.find((product) => product.id === id) ?? null;
  }

  @Query(() => DeprecatedProduct, {
    nullable: true,
    description: 'One product of old.',
    deprecationReason: 'Use product query instead',
  })
  deprecatedProduct(
    @Arg('sku', () => String, { description: 'Its number.' }) sku: string,
    @Arg('package', () => String, { description: 'Its package.' }) name: string,
  ): DeprecatedProduct | null {
    return sku === OLD.sku && name === OLD.package ? OLD : null;
  }
}

/** What is worked out of what another subgraph knows. */
@Resolver(() => User)
export class UserResolver {
  @FieldResolver(() => Int, { nullable: true })
  averageProductsCreatedPerYear(@Root() { totalProductsCreated, yearsOfEmployment }: User): number | null {
    return totalProductsCreated && yearsOfEmployment ? Math.round(totalProductsCreated / yearsOfEmployment) : null;
  }
}

/** Finds the entities of the subgraph `products` by each of their keys. */
export const REFERENCES: References = {
  Product: (reference) => {
    const { id, sku, package: name, variation } = reference as Partial<Product>; // The key fields of its type.
    const isIt = (product: Product): boolean =>
      id === undefined
        ? product.sku === sku && (product.package === name || product.variation?.id === variation?.id)
        : product.id === id;
    return PRODUCTS.find(isIt) ?? null;
  },
  DeprecatedProduct: ({ sku, package: name }) => (sku === OLD.sku && name === OLD.package ? OLD : null),
  ProductResearch: (reference) => {
    const { study } = reference as Partial<ProductResearch>; // The key fields of its type.
    return RESEARCH.find((research) => research.study.caseNumber === study?.caseNumber) ?? null;
  },
  User: ({ email, totalProductsCreated, yearsOfEmployment }) =>
    email === USER.email ? { ...USER, ...{ totalProductsCreated, yearsOfEmployment } } : null,
  Inventory: ({ id }) => (id === INVENTORY.id ? INVENTORY : null),
};
