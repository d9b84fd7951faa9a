import type { Caller } from '../access/Caller';
import type { Check } from '../checks/Check';
import type { Follower } from '../events/Happened';
import type { Foundation } from '../Foundation';
import type { Job } from '../jobs/Job';
import type { GaugeReaders } from '../metrics/Gauges';

/** What a module comes to in one server process. */
export interface Made {
  /** By names of their own: other modules are made from them. */
  readonly services?: Readonly<Record<string, object>>;
  /** One of every class in `resolvers` of the module. */
  readonly resolvers?: readonly object[];
  /** Loads the entity of an id, if the caller may see it; by the name of its type. */
  readonly loaders?: Readonly<Record<string, (caller: Caller, id: string) => Promise<object | null>>>;
  readonly jobs?: readonly Job[];
  /** Functions that read gauges of the list of metrics when somebody asks for them. */
  readonly gauges?: GaugeReaders;
}

/** A noun, as its own `module.ts` describes it: rows, fields, what follows from what happens, and how it is made. */
export interface Module {
  // biome-ignore lint/complexity/noBannedTypes: TypeORM and type-graphql take classes as functions.
  readonly entities?: readonly Function[];
  // biome-ignore lint/complexity/noBannedTypes: as above.
  readonly resolvers?: readonly Function[];
  /** GraphQL types that no field of a resolver leads to. */
  // biome-ignore lint/complexity/noBannedTypes: as above.
  readonly orphanedTypes?: readonly Function[];
  readonly followers?: readonly Follower[];
  /** What `latchkey doctor` looks at. */
  readonly checks?: readonly Check[];
  /** @param services of the modules that stand before it in the list */
  make?(foundation: Foundation, services: never): Made;
}
