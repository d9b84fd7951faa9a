import { stateOf, typesOf, type Webhook } from '../webhooks/Webhook';
import { instantOf } from './describeKey';

/** A webhook as `--json` prints it. Shape: without its secret. */
export function describeWebhook(webhook: Webhook) {
  const { id, url, description, failingSince, createdAt } = webhook;
  return {
    id,
    url,
    types: typesOf(webhook),
    description,
    state: stateOf(webhook),
    failingSince: instantOf(failingSince),
    createdAt: instantOf(createdAt),
  };
}
