import type { Origin } from '../access/Caller';
import type { Transaction } from '../storage/Storage';
import type { EventName } from './catalogue';

/** How an event ended. `ATTEMPTED`: a credential that was refused named this key, and nothing else is known of it. */
export type EventOutcome = 'SUCCESS' | 'REFUSED' | 'ATTEMPTED';

/** Who did it. `SYSTEM`: this server, by itself. */
export type ActorKind = 'MEMBER' | 'API_KEY' | 'TOKEN' | 'OPERATOR' | 'SYSTEM' | 'ANONYMOUS';

/** Who did it, as that was called then. Shape: `id` of the key or the membership; null for everybody else. */
export interface EventActor {
  readonly kind: ActorKind;
  readonly id: string | null;
  readonly name: string;
  /** The process that a calling key is bound to. */
  readonly processId?: string | null;
}

/** What it was done to, as that was called then. */
export interface EventTarget {
  readonly id: string;
  readonly name: string | null;
  /** The process that a key, or whatever else it is, belongs to. */
  readonly processId?: string | null;
}

/** One field of the target before and after. Shape: instants as RFC 3339; null where there was, or is, no value. */
export interface EventChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Something that happened: what followers are told, in the transaction in which it happened. Units: `at` in epoch milliseconds. */
export interface Happened {
  readonly id: string;
  readonly event: EventName;
  readonly at: number;
  /** Null for what concerns the server as a whole. */
  readonly organizationId: string | null;
  readonly actor: EventActor;
  /** Null where what was asked for is not there, or was never made. */
  readonly target: EventTarget | null;
  readonly outcome: EventOutcome;
  readonly changes: readonly EventChange[];
  /** The codes of the user errors, each once; empty on success. */
  readonly codes: readonly string[];
  readonly origin: Origin;
  /** Where equal events are written down as one, of which `at` and `origin` are those of the last. */
  readonly merged?: MergedEvents;
}

/** How many equal events one stands for, and when the first of them was. Units: `firstAt` in epoch milliseconds. */
export interface MergedEvents {
  readonly count: number;
  readonly firstAt: number;
}

/** What happened as a part of something else, by the same actor at the same time. */
export interface Consequence {
  readonly event: EventName;
  readonly target: EventTarget;
  readonly before?: Facts;
  readonly after?: Facts;
  /** That of the cause if left out. */
  readonly organizationId?: string | null;
}

/** A row, or a part of one. The catalogue says which of its fields are written down. */
export type Facts = object;

/** Tells what followed from an event: it is followed like everything that happens. */
export type Also = (cause: Happened, consequences: readonly Consequence[]) => Promise<void>;

/**
 * Does what must be true together with events, in the same transaction: what it throws undoes the change.
 * Shape: it is told of every event, refused ones included, and picks its own; of many at once where one change has many
 * consequences, so that it needs few statements for all of them.
 */
export type Follower = (transaction: Transaction, happened: readonly Happened[], also: Also) => Promise<void>;
