import type { CreateApiKeyInput } from '../generated/graphql';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { type ExpiryWish, instantOf } from './ExpiryWish';
import { newRequestId } from './newRequestId';

/** What a person wants of a new key. Shape: `scopes` is null where all are meant. */
export interface NewKeyWishes {
  readonly owner: ApiKeyOwner;
  readonly name: string;
  readonly note: string;
  readonly scopes: readonly string[] | null;
  readonly expiry: ExpiryWish;
}

/**
 * The wish for one key, however often it is sent. The id stays the same until the server answered with a key: whichever
 * try was lost on its way, no second key is made. Source: decision 059.
 */
export class ApiKeyRequest {
  private requestId = newRequestId();
  private sent: { readonly wishes: NewKeyWishes; readonly input: CreateApiKeyInput } | null = null;

  /** The input to send: the very same as before, its end included, where the same was sent and nobody knows what came of it. */
  inputFor(wishes: NewKeyWishes, now: number): CreateApiKeyInput {
    if (this.sent === null || !isSame(this.sent.wishes, wishes)) {
      this.sent = { wishes, input: inputOf(wishes, this.requestId, now) };
    }
    return this.sent.input;
  }

  /** An answer has come. @param hasKey whether with a key: what is sent next is for another one */
  answered(hasKey: boolean): void {
    this.sent = null;
    if (hasKey) this.requestId = newRequestId();
  }
}

function isSame(one: NewKeyWishes, other: NewKeyWishes): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function inputOf(
  { owner, name, note, scopes, expiry }: NewKeyWishes,
  requestId: string,
  now: number,
): CreateApiKeyInput {
  const expiresAt = instantOf(expiry, now)?.toISOString() ?? '';
  const asked = scopes === null ? { allScopes: true } : { scopes: [...scopes] };
  return { name, note: note || null, expiresAt, processId: owner.processId, requestId, ...asked };
}
