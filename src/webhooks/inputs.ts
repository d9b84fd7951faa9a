import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { DateTime } from '../scalars/DateTime';
import { Webhook } from './Webhook';

/** Units: characters. */
export const MAX_DESCRIPTION = 200;

const TYPES = 'The names of the events that it is sent, such as `api_key.created`; null for all.';
const DESCRIPTION = `What it is for: up to ${MAX_DESCRIPTION} characters.`;

@InputType({ description: 'The webhook to be made.' })
export class CreateWebhookInput {
  @Field({ description: 'Where events are sent to: an address that begins with `https://`.' })
  url!: string;

  @Field(() => [String], { nullable: true, description: TYPES })
  types?: string[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;
}

@ObjectType({ description: 'What came of `createWebhook`.' })
export class CreateWebhookPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook; null when refused.' })
  webhook!: Webhook | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret that signs what it is sent, shown this once (`whsec_…`, Standard Webhooks); null when refused.',
  })
  secret!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'How a webhook should be changed. What is left out stays as it is.' })
export class UpdateWebhookInput {
  @Field(() => ID, { description: 'Which webhook.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Where events are sent to.' })
  url?: string | null;

  @Field(() => [String], { nullable: true, description: TYPES })
  types?: string[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False: nothing is sent to it from now on. True: it is sent what has waited, the oldest event first.',
  })
  isEnabled?: boolean | null;
}

@ObjectType({ description: 'What came of `updateWebhook`.' })
export class UpdateWebhookPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook as it is now; null when refused.' })
  webhook!: Webhook | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Which webhook should be deleted.' })
export class DeleteWebhookInput {
  @Field(() => ID, { description: 'Which webhook.' })
  id!: string;
}

@ObjectType({ description: 'What came of `deleteWebhook`.' })
export class DeleteWebhookPayload {
  @Field(() => ID, { nullable: true, description: 'The webhook that is gone; null when refused.' })
  deletedWebhookId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Which webhook should sign with another secret.' })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: 'Which webhook.' })
  id!: string;
}

@ObjectType({ description: 'What came of `rotateWebhookSecret`.' })
export class RotateWebhookSecretPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook; null when refused.' })
  webhook!: Webhook | null;

  @Field(() => String, { nullable: true, description: 'The new secret, shown this once; null when refused.' })
  secret!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when the earlier secret signs beside it; null when refused.',
  })
  earlierSecretUntil!: number | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Which webhook should be sent a test.' })
export class TestWebhookInput {
  @Field(() => ID, { description: 'Which webhook.' })
  id!: string;
}

@ObjectType({ description: 'What came of `testWebhook`.' })
export class TestWebhookPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook; null when refused.' })
  webhook!: Webhook | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'What should be sent again: the event of one delivery, or the events of a time.' })
export class RedeliverWebhookInput {
  @Field(() => ID, { description: 'Which webhook.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The delivery whose event is sent again.' })
  deliveryId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Events that happened from then on …' })
  since?: number | null;

  @Field(() => DateTime, { nullable: true, description: '… and before then.' })
  until?: number | null;
}

@ObjectType({ description: 'What came of `redeliverWebhook`.' })
export class RedeliverWebhookPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook; null when refused.' })
  webhook!: Webhook | null;

  @Field(() => Int, { nullable: true, description: 'How many events are sent again; null when refused.' })
  eventCount!: number | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
