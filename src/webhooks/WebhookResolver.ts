import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CallerContext } from '../access/Caller';
import type { Connection } from '../lists/Connection';
import { ConnectionArgs } from '../lists/ConnectionArgs';
import { toConnection } from '../lists/toConnection';
import { Organization } from '../organizations/Organization';
import { DateTime } from '../scalars/DateTime';
import {
  CreateWebhookInput,
  CreateWebhookPayload,
  DeleteWebhookInput,
  DeleteWebhookPayload,
  RedeliverWebhookInput,
  RedeliverWebhookPayload,
  RotateWebhookSecretInput,
  RotateWebhookSecretPayload,
  TestWebhookInput,
  TestWebhookPayload,
  UpdateWebhookInput,
  UpdateWebhookPayload,
} from './inputs';
import { stateOf, typesOf, Webhook, WebhookState } from './Webhook';
import type { WebhookDeliveries } from './WebhookDeliveries';
import { DeliveryOutcome, type WebhookDelivery, WebhookDeliveryConnection } from './WebhookDelivery';
import type { WebhookService } from './WebhookService';

/** The webhooks of an organization. */
@Resolver(() => Organization)
export class OrganizationWebhookResolver {
  constructor(private readonly service: WebhookService) {}

  @FieldResolver(() => [Webhook], {
    nullable: true,
    description: 'The addresses that are sent the events of the organization, the oldest first.',
  })
  webhooks(@Ctx() { caller }: CallerContext): Promise<readonly Webhook[]> {
    return this.service.list(caller);
  }
}

/** The fields of the graph that belong to webhooks. */
@Resolver(() => Webhook)
export class WebhookResolver {
  constructor(
    private readonly service: WebhookService,
    private readonly sent: WebhookDeliveries,
  ) {}

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'The names of the events that it is sent; null for all.',
  })
  types(@Root() webhook: Webhook): readonly string[] | null {
    return typesOf(webhook);
  }

  @FieldResolver(() => WebhookState, { description: 'How it is doing.' })
  state(@Root() webhook: Webhook): WebhookState {
    return stateOf(webhook);
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    nullable: true,
    description: 'What was sent to it in the last 30 days, the newest first.',
  })
  async deliveries(
    @Root() webhook: Webhook,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('outcome', () => DeliveryOutcome, { nullable: true, description: 'Those of this outcome alone.' })
    outcome: DeliveryOutcome | null | undefined,
    @Ctx() { caller }: CallerContext,
  ): Promise<Connection<WebhookDelivery>> {
    return toConnection(await this.sent.list(caller, webhook, args, outcome));
  }

  @Query(() => Int, {
    nullable: true,
    description: 'How many events `redeliverWebhook` would send again; null where there is no such webhook.',
  })
  webhookRedeliveryCount(
    @Arg('id', () => ID, { description: 'Which webhook.' }) id: string,
    @Arg('since', () => DateTime, { description: 'Events that happened from then on …' }) since: number,
    @Arg('until', () => DateTime, { description: '… and before then.' }) until: number,
    @Ctx() { caller }: CallerContext,
  ): Promise<number | null> {
    return this.sent.countOf(caller, id, since, until);
  }

  @Mutation(() => CreateWebhookPayload, {
    nullable: true,
    description: 'Makes a webhook. It is sent what happens from then on.',
  })
  async createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'The webhook.' }) input: CreateWebhookInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<CreateWebhookPayload> {
    const { result, userErrors } = await this.service.createWebhook(caller, input);
    return { webhook: result?.webhook ?? null, secret: result?.secret ?? null, userErrors };
  }

  @Mutation(() => UpdateWebhookPayload, { nullable: true, description: 'Changes, enables or disables a webhook.' })
  async updateWebhook(
    @Arg('input', () => UpdateWebhookInput, { description: 'How to change it.' }) input: UpdateWebhookInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<UpdateWebhookPayload> {
    const { result, userErrors } = await this.service.updateWebhook(caller, input);
    return { webhook: result, userErrors };
  }

  @Mutation(() => DeleteWebhookPayload, {
    nullable: true,
    description: 'Deletes a webhook. Nothing more is sent to it.',
  })
  async deleteWebhook(
    @Arg('input', () => DeleteWebhookInput, { description: 'Which one.' }) { id }: DeleteWebhookInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<DeleteWebhookPayload> {
    const { result, userErrors } = await this.service.deleteWebhook(caller, id);
    return { deletedWebhookId: result, userErrors };
  }

  @Mutation(() => RotateWebhookSecretPayload, {
    nullable: true,
    description: 'Gives a webhook another secret. Both sign for a day; then the earlier one ends.',
  })
  async rotateWebhookSecret(
    @Arg('input', () => RotateWebhookSecretInput, { description: 'Which one.' }) { id }: RotateWebhookSecretInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<RotateWebhookSecretPayload> {
    const { result, userErrors } = await this.service.rotateWebhookSecret(caller, id);
    const { webhook = null, secret = null } = result ?? {};
    return { webhook, secret, earlierSecretUntil: webhook?.earlierSecretUntil ?? null, userErrors };
  }

  @Mutation(() => TestWebhookPayload, {
    nullable: true,
    description: 'Has a webhook be sent the event `webhook.tested`, behind what waits for it already.',
  })
  async testWebhook(
    @Arg('input', () => TestWebhookInput, { description: 'Which one.' }) { id }: TestWebhookInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<TestWebhookPayload> {
    const { result, userErrors } = await this.service.testWebhook(caller, id);
    return { webhook: result, userErrors };
  }

  @Mutation(() => RedeliverWebhookPayload, {
    nullable: true,
    description: 'Has events be sent again that were sent before. They keep their ids and their numbers.',
  })
  async redeliverWebhook(
    @Arg('input', () => RedeliverWebhookInput, { description: 'What.' }) input: RedeliverWebhookInput,
    @Ctx() { caller }: CallerContext,
  ): Promise<RedeliverWebhookPayload> {
    const { result, userErrors } = await this.sent.redeliver(caller, input);
    return { webhook: result?.webhook ?? null, eventCount: result?.eventCount ?? null, userErrors };
  }
}
