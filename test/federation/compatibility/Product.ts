import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';

/** One of the two kinds of product variations. */
@ObjectType({ simpleResolvers: true, description: 'A variation.' })
export class ProductVariation {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

/** How large a product is. */
@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'A size.' })
export class ProductDimension {
  @Field(() => String, { nullable: true, description: 'In a word.' })
  size!: string | null;

  @Field(() => Float, { nullable: true, description: 'In units.' })
  weight!: number | null;

  @Directive('@inaccessible')
  @Field(() => String, { nullable: true, description: 'The unit.' })
  unit!: string | null;
}

/** A study of products. */
@ObjectType({ simpleResolvers: true, description: 'A study.' })
export class CaseStudy {
  @Field(() => ID, { description: 'Its number.' })
  caseNumber!: string;

  @Field(() => String, { nullable: true, description: 'What it is about.' })
  description!: string | null;
}

/** What a study found: an entity whose key lies in an object. */
@Directive('@key(fields: "study { caseNumber }")')
@ObjectType({ simpleResolvers: true, description: 'What a study found.' })
export class ProductResearch {
  @Field(() => CaseStudy, { description: 'The study.' })
  study!: CaseStudy;

  @Field(() => String, { nullable: true, description: 'The finding.' })
  outcome!: string | null;
}

/** Somebody whom another subgraph knows, too. */
@Directive('@extends')
@Directive('@key(fields: "email")')
@ObjectType({ simpleResolvers: true, description: 'Somebody.' })
export class User {
  @Directive('@requires(fields: "totalProductsCreated yearsOfEmployment")')
  @Field(() => Int, { nullable: true, description: 'What the two others make.' })
  averageProductsCreatedPerYear?: number | null;

  @Directive('@external')
  @Field(() => ID, { description: 'The address.' })
  email!: string;

  @Directive('@override(from: "users")')
  @Field(() => String, { nullable: true, description: 'The name.' })
  name!: string | null;

  @Directive('@external')
  @Field(() => Int, { nullable: true, description: 'How many products.' })
  totalProductsCreated!: number | null;

  @Directive('@external')
  @Field(() => Int, { description: 'How many years.' })
  yearsOfEmployment?: number;
}

/** A product of old: an entity with a key of two fields. */
@Directive('@key(fields: "sku package")')
@ObjectType({ simpleResolvers: true, description: 'A product of old.' })
export class DeprecatedProduct {
  @Field(() => String, { description: 'Its number.' })
  sku!: string;

  @Field(() => String, { description: 'Its package.' })
  package!: string;

  @Field(() => String, { nullable: true, description: 'Why it is of old.' })
  reason!: string | null;

  @Field(() => User, { nullable: true, description: 'Whose it is.' })
  createdBy!: User | null;
}

/** A product: an entity with three keys. */
@Directive('@custom')
@Directive('@key(fields: "id")')
@Directive('@key(fields: "sku package")')
@Directive('@key(fields: "sku variation { id }")')
@ObjectType({ simpleResolvers: true, description: 'A product.' })
export class Product {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its number.' })
  sku!: string | null;

  @Field(() => String, { nullable: true, description: 'Its package.' })
  package!: string | null;

  @Field(() => ProductVariation, { nullable: true, description: 'Its variation.' })
  variation!: ProductVariation | null;

  @Field(() => ProductDimension, { nullable: true, description: 'Its size.' })
  dimensions!: ProductDimension | null;

  @Directive('@provides(fields: "totalProductsCreated")')
  @Field(() => User, { nullable: true, description: 'Whose it is.' })
  createdBy!: User | null;

  @Directive('@tag(name: "internal")')
  @Field(() => String, { nullable: true, description: 'Notes.' })
  notes!: string | null;

  @Field(() => [ProductResearch], { description: 'What studies found.' })
  research!: ProductResearch[];
}

/** What is an interface elsewhere. */
@Directive('@interfaceObject')
@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'What is in store.' })
export class Inventory {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => [DeprecatedProduct], { description: 'What is of old.' })
  deprecatedProducts!: DeprecatedProduct[];
}
