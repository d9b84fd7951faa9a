import { auditWriter } from '../events/auditWriter';
import { Changes } from '../events/Changes';
import type { Foundation } from '../Foundation';
import type { EntityLoaders } from '../graphql/buildSchema';
import type { Job } from '../jobs/Job';
import { Cursors } from '../lists/Cursors';
import { Lists } from '../lists/Lists';
import type { GaugeReaders } from '../metrics/Gauges';
import { Meter } from '../metrics/Meter';
import { deriveKey } from '../secrets';
import type { Made, Module } from './Module';
import { FOLLOWERS, MODULES, SCHEMA_CLASSES } from './modules';

type Listed = (typeof MODULES)[number];
/** What a module's services are called, and what they are. */
type ServicesOf<Each> = Each extends { make(...given: never[]): { services: infer Found } } ? Found : never;
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** What `compose` makes before the modules. */
type GivenService = 'changes' | 'cursors' | 'lists' | 'meter';

/** Everything that knows the rules, by the names that the modules give. */
export type Services = Readonly<Intersection<ServicesOf<Listed>>> & Pick<Foundation, GivenService>;

/** What one server process is made of. */
export interface Composition {
  readonly services: Services;
  readonly loaders: EntityLoaders;
  /** What a process that serves does again and again. */
  readonly jobs: readonly Job[];
  readonly gauges: GaugeReaders;
  /** Gives the GraphQL library the resolver of a class. */
  readonly container: { get(resolverClass: unknown): object };
}

/** What is given from outside. */
export type Ground = Omit<Foundation, GivenService>;

/** Makes every module, each from those before it. Errors: one that names a class of the schema without resolver. */
export function compose(ground: Ground): Composition {
  const { storage, clock, secret, previousSecrets } = ground;
  const changes = new Changes(storage, clock, [auditWriter(secret), ...FOLLOWERS]);
  const cursorKeyOf = (each: string): Buffer => deriveKey(each, 'cursor');
  const cursors = new Cursors(cursorKeyOf(secret), previousSecrets.map(cursorKeyOf));
  const lists = new Lists(storage.sql, cursors);
  const given = { changes, cursors, lists, meter: new Meter() };
  const foundation: Foundation = { ...ground, ...given };
  const services: Record<string, object> = { ...given };
  const loaders: Record<string, EntityLoaders[string]> = {};
  const resolvers = new Map<unknown, object>();
  const jobs: Job[] = [];
  const gauges: { -readonly [Name in keyof GaugeReaders]: GaugeReaders[Name] } = {};
  const modules: readonly Module[] = MODULES;
  for (const { make } of modules) {
    // The list is in the order in which modules need one another: what this one needs has been made.
    const made: Made = make?.(foundation, services as never) ?? {};
    Object.assign(services, made.services);
    jobs.push(...(made.jobs ?? []));
    Object.assign(gauges, made.gauges);
    for (const resolver of made.resolvers ?? []) resolvers.set(resolver.constructor, resolver);
    for (const [typeName, load] of Object.entries(made.loaders ?? {})) {
      loaders[typeName] = ({ caller }, id) => load(caller, id);
    }
  }
  const get = (resolverClass: unknown): object => {
    const resolver = resolvers.get(resolverClass);
    if (resolver) return resolver;
    throw new Error(`No module makes the resolver ${String(resolverClass)}.`);
  };
  for (const resolverClass of SCHEMA_CLASSES.resolvers) get(resolverClass); // Missed at start, not by the first request.
  // Every module has added what its type names; the compiler cannot follow a record that grows in a loop.
  return { services: services as unknown as Services, loaders, jobs, gauges, container: { get } };
}
