import { auditModule } from '../audit/module';
import { auditEventsModule } from '../auditEvents/module';
import { eventsModule } from '../events/module';
import { scopesModule } from '../graphql/module';
import { invitationsModule } from '../invitations/module';
import { jobsModule } from '../jobs/module';
import { keysModule } from '../keys/module';
import { limitsModule } from '../limits/module';
import { membersModule } from '../members/module';
import { organizationsModule } from '../organizations/module';
import { outboxModule } from '../outbox/module';
import { policiesModule } from '../policies/module';
import { processesModule } from '../processes/module';
import { rotationsModule } from '../rotations/module';
import { sessionsModule } from '../sessions/module';
import { tokensModule } from '../tokens/module';
import { usageModule } from '../usage/module';
import { viewerModule } from '../viewer/module';
import { webhooksModule } from '../webhooks/module';
import type { Module } from './Module';

/**
 * Every module, each after those that it is made from. Nothing else in the program lists them: rows, fields, followers
 * and services all come from here. Followers are told in this order, the audit row first.
 */
export const MODULES = [
  eventsModule,
  jobsModule,
  auditModule,
  limitsModule,
  outboxModule,
  organizationsModule,
  processesModule,
  keysModule,
  usageModule,
  policiesModule,
  tokensModule,
  rotationsModule,
  membersModule,
  sessionsModule,
  invitationsModule,
  viewerModule,
  auditEventsModule,
  webhooksModule,
  scopesModule,
] as const satisfies readonly Module[];

const modules: readonly Module[] = MODULES;

/** Every entity of the database. */
export const ENTITIES = modules.flatMap(({ entities = [] }) => entities);

/** What the schema is built from. */
export const SCHEMA_CLASSES = {
  resolvers: modules.flatMap(({ resolvers = [] }) => resolvers),
  orphanedTypes: modules.flatMap(({ orphanedTypes = [] }) => orphanedTypes),
};

/** Everybody who follows events, in the order in which they are told. */
export const FOLLOWERS = modules.flatMap(({ followers = [] }) => followers);

/** What `latchkey doctor` looks at, beside what it looks at itself. */
export const CHECKS = modules.flatMap(({ checks = [] }) => checks);
