import type { Caller } from '../access/Caller';
import type { Clock } from '../clock';
import { type Changes, type Mutated, refused } from '../events/Changes';
import type { Storage } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import { assumeVersion } from './assumeVersion';
import type { DeleteApiKeyInput, DisableApiKeyInput } from './endInputs';
import { consequenceOfEnd, endKeys, type KeyEnd } from './endKeys';
import type { KeyUse } from './KeyUse';
import { cleanNote, noteFaults } from './keyNote';
import { idsMadeByKey } from './madeKeys';
import { wantedLiveKey } from './wantedKey';

/** A key after a change, and how many keys that changed. */
export interface KeyChange {
  readonly apiKey: ApiKey;
  readonly affectedCount: number;
}

/** Ends keys. That takes power away: every caller that manages a key may end it, whatever the key may do. */
export class ApiKeyEnds {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly keyUse: KeyUse,
  ) {}

  /** How many keys a cascade would reach beyond the key itself. */
  async madeKeyCount(caller: Caller, { id }: ApiKey): Promise<number> {
    return (await idsMadeByKey(this.storage.sql, caller, id)).length;
  }

  /** Disables a key: it is refused by the very next request, and stays in the lists. */
  disableApiKey(caller: Caller, input: DisableApiKeyInput): Promise<Mutated<KeyChange>> {
    return this.end(caller, 'api_key.disabled', 'disabledAt', input);
  }

  /** Turns a key into a tombstone: it is refused by the very next request. */
  deleteApiKey(caller: Caller, input: DeleteApiKeyInput): Promise<Mutated<KeyChange>> {
    return this.end(caller, 'api_key.deleted', 'deletedAt', input);
  }

  private async end(
    caller: Caller,
    event: 'api_key.disabled' | 'api_key.deleted',
    column: KeyEnd['column'],
    { id, reason = null, note, cascade, version }: DisableApiKeyInput,
  ): Promise<Mutated<KeyChange>> {
    // What was used is not pending any more: it is what a return brings back. Which keys a cascade reaches is not known yet.
    await this.keyUse.settle(cascade ? undefined : id);
    return this.changes.toOne<KeyChange, ApiKey>(
      caller,
      event,
      wantedLiveKey(caller, id),
      async ({ sql }, apiKey, also) => {
        const untouched = { apiKey, affectedCount: 0 };
        const conflict = assumeVersion(apiKey, version, untouched);
        if (conflict) return conflict;
        const faults = noteFaults(note);
        if (faults.length > 0) return refused(apiKey, ...faults);
        const ids = [apiKey.id, ...(cascade ? await idsMadeByKey(sql, caller, apiKey.id) : [])];
        const end = { column, reason, note: cleanNote(note), at: this.clock() };
        const ended = await endKeys(sql, ids, end);
        if (ended.length === 0) return { unchanged: untouched };
        const own = ended.find(({ after }) => after.id === apiKey.id);
        for (const each of ended) if (each !== own) also(consequenceOfEnd(end, each));
        const result = { apiKey: { ...apiKey, ...own?.after }, affectedCount: ended.length };
        return { target: apiKey, result, before: apiKey, after: result.apiKey };
      },
    );
  }
}
