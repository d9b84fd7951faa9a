import type { Caller } from '../access/Caller';
import { type Clock, DAY_MS } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Mutated, refused } from '../events/Changes';
import { UserError } from '../events/UserError';
import { newId } from '../id';
import { insertRow } from '../storage/insertRow';
import type { Storage } from '../storage/Storage';
import type { CreateWebhookInput, UpdateWebhookInput } from './inputs';
import { newWebhookSecret } from './newWebhookSecret';
import { stateOf, typesOf, type Webhook } from './Webhook';
import type { WebhookSeal } from './WebhookSeal';
import { typesText, webhookFaults } from './webhookFaults';
import { sizeOfLog, wantedWebhook, webhookById, webhooksOf } from './webhookRows';
import { webhookTarget } from './webhookTarget';

/** Units: webhooks of one organization. */
const MAX_WEBHOOKS = 50;
/** Units: milliseconds for which two secrets sign. */
const OVERLAP_MS = DAY_MS;

const CHANGE = 'UPDATE "webhook" SET "url" = $2, "types" = $3, "description" = $4, "disabledAt" = $5 WHERE "id" = $1';
/** What waits is due at once. A process that is sending notices that it has the webhook no more. */
const SEND_NOW = `
  UPDATE "webhook" SET "dueAt" = NULL, "tries" = 0, "failingSince" = NULL, "takenUntil" = NULL WHERE "id" = $1`;
const DISABLE = 'UPDATE "webhook" SET "takenUntil" = NULL WHERE "id" = $1';
const ROTATE = `
  UPDATE "webhook" SET "sealedSecret" = $2, "sealedEarlierSecret" = $3, "earlierSecretUntil" = $4 WHERE "id" = $1`;
const DELETE = [
  'DELETE FROM "webhook_redelivery" WHERE "webhookId" = $1',
  'DELETE FROM "webhook_delivery" WHERE "webhookId" = $1',
  'DELETE FROM "webhook" WHERE "id" = $1',
];

/** What a webhook service is made from. */
export interface WebhookTools {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly seal: WebhookSeal;
  readonly allowsPrivate: boolean;
}

/** A webhook, and a secret that is shown once. */
export interface WebhookWithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** The rules about webhooks. */
export class WebhookService {
  constructor(private readonly tools: WebhookTools) {}

  /** The webhooks of the caller's organization. */
  list(caller: Caller): Promise<readonly Webhook[]> {
    return webhooksOf(this.tools.storage.sql, caller);
  }

  /** One of them; undefined where there is none of that id. */
  byId(caller: Caller, id: string): Promise<Webhook | undefined> {
    return webhookById(this.tools.storage.sql, caller, id);
  }

  /** Makes a webhook. It is sent what happens from then on. */
  createWebhook(caller: Caller, input: CreateWebhookInput): Promise<Mutated<WebhookWithSecret>> {
    const { changes, clock, seal, allowsPrivate } = this.tools;
    return changes.by(caller, 'webhook.created', async ({ sql }) => {
      const faults = webhookFaults(input, allowsPrivate);
      if (faults.length > 0) return refused(null, ...faults);
      if ((await webhooksOf(sql, caller)).length >= MAX_WEBHOOKS) {
        const message = `There are ${MAX_WEBHOOKS} webhooks already.`;
        return refused(null, new UserError(UserErrorCode.LIMIT_REACHED, message, []));
      }
      const now = clock();
      const [id, secret] = [newId(now), newWebhookSecret()];
      const { organizationId } = caller;
      const webhook: Webhook = {
        ...{ id, organizationId, url: new URL(input.url).href, description: input.description?.trim() ?? '' },
        ...{ typesText: typesText(input.types), createdAt: now },
        ...{ sealedSecret: seal.seal(id, secret), sealedEarlierSecret: null, earlierSecretUntil: null },
        ...{ failingSince: null, disabledAt: null, tries: 0, dueAt: null, takenUntil: null },
        ...{ logSequence: await sizeOfLog(sql, organizationId), sequence: 1 },
      };
      const { typesText: types, ...columns } = webhook;
      await insertRow(sql, 'webhook', { ...columns, types });
      return { target: webhookTarget(webhook), result: { webhook, secret }, after: factsOf(webhook) };
    });
  }

  /** Changes a webhook, enables or disables it. */
  updateWebhook(caller: Caller, input: UpdateWebhookInput): Promise<Mutated<Webhook>> {
    const { changes, clock, allowsPrivate } = this.tools;
    const wanted = wantedWebhook(caller, input.id);
    return changes.toOne(caller, 'webhook.updated', wanted, async ({ sql }, webhook) => {
      const target = webhookTarget(webhook);
      const faults = webhookFaults(input, allowsPrivate);
      if (faults.length > 0) return refused(target, ...faults);
      const isEnabled = input.isEnabled ?? webhook.disabledAt === null;
      const url = input.url == null ? webhook.url : new URL(input.url).href;
      const isMended = url !== webhook.url || (isEnabled && webhook.disabledAt !== null);
      const after: Webhook = {
        ...webhook,
        url,
        typesText: input.types === undefined ? webhook.typesText : typesText(input.types),
        description: input.description == null ? webhook.description : input.description.trim(),
        disabledAt: isEnabled ? null : (webhook.disabledAt ?? clock()),
        ...(isMended ? { failingSince: null, dueAt: null, tries: 0 } : {}),
      };
      await sql(CHANGE, [webhook.id, after.url, after.typesText, after.description, after.disabledAt]);
      if (isMended) await sql(SEND_NOW, [webhook.id]);
      if (!isEnabled) await sql(DISABLE, [webhook.id]);
      return { target, result: after, before: factsOf(webhook), after: factsOf(after) };
    });
  }

  /** Deletes a webhook, and what is known of its deliveries. */
  deleteWebhook(caller: Caller, id: string): Promise<Mutated<string>> {
    return this.tools.changes.toOne(caller, 'webhook.deleted', wantedWebhook(caller, id), async ({ sql }, webhook) => {
      for (const statement of DELETE) await sql(statement, [webhook.id]);
      return { target: webhookTarget(webhook), result: webhook.id };
    });
  }

  /** Gives a webhook another secret. The one before it signs beside it for a day; one before that ends. */
  rotateWebhookSecret(caller: Caller, id: string): Promise<Mutated<WebhookWithSecret>> {
    const { changes, clock, seal } = this.tools;
    return changes.toOne(caller, 'webhook.secret_rotated', wantedWebhook(caller, id), async ({ sql }, webhook) => {
      const secret = newWebhookSecret();
      const changed = {
        sealedSecret: seal.seal(webhook.id, secret),
        sealedEarlierSecret: webhook.sealedSecret,
        earlierSecretUntil: clock() + OVERLAP_MS,
      };
      const { sealedSecret, sealedEarlierSecret, earlierSecretUntil } = changed;
      await sql(ROTATE, [webhook.id, sealedSecret, sealedEarlierSecret, earlierSecretUntil]);
      const result = { webhook: { ...webhook, ...changed }, secret };
      return { target: webhookTarget(webhook), result };
    });
  }

  /** Has a webhook be sent an event that says no more than that. It takes its place among the others. */
  testWebhook(caller: Caller, id: string): Promise<Mutated<Webhook>> {
    return this.tools.changes.toOne(
      caller,
      'webhook.tested',
      wantedWebhook(caller, id),
      async (_transaction, webhook) => {
        const target = webhookTarget(webhook);
        if (webhook.disabledAt === null) return { target, result: webhook };
        return refused(
          target,
          new UserError(UserErrorCode.INVALID, 'The webhook is disabled: enable it first.', ['id']),
        );
      },
    );
  }
}

/** What of a webhook the log tells. An address may have a secret in it behind its host. */
function factsOf(webhook: Webhook): object {
  const { origin } = new URL(webhook.url);
  return { url: origin, types: typesOf(webhook), description: webhook.description, state: stateOf(webhook) };
}
