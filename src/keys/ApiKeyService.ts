import type { Caller } from '../access/Caller';
import { inCatalogueOrder } from '../access/inCatalogueOrder';
import { ownerKindOf } from '../access/ownerKindOf';
import type { PolicyTerms } from '../access/PolicyTerms';
import type { ScopeCatalogue } from '../access/ScopeName';
import { grantableScopes } from '../access/subsetLaw';
import type { Clock } from '../clock';
import { UserErrorCode } from '../errors';
import { type Changes, type Done, type Mutated, type Refusal, refused } from '../events/Changes';
import { UserError } from '../events/UserError';
import { newId } from '../id';
import type { RowLimit } from '../limits/RowLimit';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Lists } from '../lists/Lists';
import type { Page } from '../lists/Page';
import { cleanName, foldName } from '../names';
import { processesByIds } from '../processes/ProcessService';
import { batched } from '../storage/batched';
import { insertRow } from '../storage/insertRow';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import { ApiKey } from './ApiKey';
import { type ApiKeyStatus, statusOf } from './ApiKeyStatus';
import { creationFaults, updateFaults } from './apiKeyFaults';
import { apiKeyList, apiKeyReferences, apiKeysByIds } from './apiKeyQueries';
import { assumeVersion } from './assumeVersion';
import { type AnsweredApiKey, type CreatedApiKey, createOnce } from './createOnce';
import type { ApiKeyFilter, ApiKeyOrder, CreateApiKeyInput, UpdateApiKeyInput } from './inputs';
import { blockingOf } from './judgeKey';
import { judgeUpdate } from './judgeUpdate';
import { cleanNote } from './keyNote';
import { generateKeyValue, type RandomBytes } from './keyValue';
import { newKey, newKeyRow } from './newKey';
import type { Peppers } from './Peppers';
import { readTerms } from './readTerms';
import { roomFaults } from './roomFaults';
import { scopesColumn } from './scopesColumn';
import { unusedValue } from './unusedValue';
import { keyFacts, wantedLiveKey } from './wantedKey';

/** A key that is to be made, once nothing speaks against it. */
type NewKeyWish = Pick<ApiKey, 'id' | 'processId' | 'name' | 'expiresAt' | 'note'> & {
  readonly scopes: readonly string[];
};

/** The rules about API keys: whom they show themselves to, and the subset law whenever one is made or changed. */
export class ApiKeyService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly changes: Changes,
    private readonly lists: Lists,
    private readonly catalogue: ScopeCatalogue,
    private readonly peppers: Peppers,
    private readonly rowLimit: RowLimit,
    private readonly random?: RandomBytes,
  ) {}

  /** The keys that the caller may see: all, or those of one process. */
  list(
    caller: Caller,
    args: ConnectionArgs,
    filter: ApiKeyFilter | null,
    orderBy: ApiKeyOrder | null,
    processId: string | null = null,
  ): Promise<Page<ApiKey>> {
    const list = apiKeyList(this.storage, caller, { filter, orderBy, processId }, this.clock());
    return this.lists.page(caller, list, args);
  }

  /** Whether a key works now, as far as its own row tells. */
  statusOf(apiKey: ApiKey): ApiKeyStatus {
    return statusOf(apiKey, this.clock());
  }

  /** The key of this id, tombstones included, if the caller may see it. */
  readonly byId = batched((caller: Caller, ids) => apiKeysByIds(this.storage.sql, caller, ids));

  /** The key of this id that another subgraph refers to, if the caller may see its owner. */
  readonly referenceById = batched((caller: Caller, ids) => apiKeyReferences(this.storage.sql, caller, ids));

  /** Makes a key, once for each `requestId`. The value is in the first answer and nowhere else. */
  createApiKey(caller: Caller, input: CreateApiKeyInput): Promise<Mutated<AnsweredApiKey>> {
    return this.changes.by(caller, 'api_key.created', (transaction, _also, present) =>
      createOnce(transaction.sql, caller, input, this.clock(), (id) =>
        this.createWithin(transaction, present, input, id),
      ),
    );
  }

  /** Makes a key as a part of a larger change. A `requestId` counts for nothing there. */
  async createWithin(
    { sql }: Transaction,
    caller: Caller,
    input: CreateApiKeyInput,
    id = newId(this.clock()),
  ): Promise<Done<CreatedApiKey> | Refusal> {
    const processId = input.processId ?? null;
    const terms = await readTerms(sql, caller.organizationId);
    const scopes = this.scopesAskedFor(caller, input, terms);
    const faults = creationFaults(caller, input, scopes, this.catalogue, terms, this.clock());
    // What the caller may not make, it is not told about: whether the process exists, and there is room, comes last.
    const errors = faults.length > 0 ? faults : await this.placeFaults(sql, caller, processId, terms);
    const name = cleanName(input.name);
    if (errors.length > 0 || name === null) return refused(null, ...errors);
    const { expiresAt, note } = input;
    const wish = { id, processId, name, scopes, expiresAt, note: cleanNote(note) };
    const { apiKey, value } = await this.newKeyFor(sql, caller, wish, terms);
    const row = newKeyRow(apiKey);
    await insertRow(sql, 'api_key', row);
    return { target: apiKey, result: { apiKey, value }, after: row };
  }

  /** Renames a key, takes scopes from it, brings its end forward. */
  updateApiKey(caller: Caller, input: UpdateApiKeyInput): Promise<Mutated<ApiKey>> {
    return this.changes.toOne<ApiKey, ApiKey>(
      caller,
      'api_key.updated',
      wantedLiveKey(caller, input.id),
      async ({ manager, sql }, apiKey, _also, present) => {
        const conflict = assumeVersion(apiKey, input.version, apiKey);
        if (conflict) return conflict;
        const changed = this.changesTo(apiKey, input);
        const { organizationId } = caller;
        const now = this.clock();
        const judged = await judgeUpdate(sql, organizationId, input, apiKey, changed, this.catalogue, now);
        const errors = updateFaults(present, input, apiKey, this.catalogue, judged?.faults ?? [], now);
        if (errors.length > 0) return refused(apiKey, ...errors);
        const isLess = changed.scopesText !== apiKey.scopesText || changed.expiresAt !== apiKey.expiresAt;
        if (!isLess && changed.name === apiKey.name && changed.note === apiKey.note) return { unchanged: apiKey };
        const columns = { ...changed, ...judged?.columns, version: apiKey.version + 1 };
        await manager.update(ApiKey, { id: apiKey.id, organizationId }, columns);
        const result = { ...apiKey, ...columns };
        const event = isLess ? 'api_key.narrowed' : 'api_key.updated';
        return { event, target: apiKey, result, before: keyFacts(apiKey), after: keyFacts(result) };
      },
    );
  }

  private async newKeyFor(
    sql: RunSql,
    caller: Caller,
    { id, processId, name, scopes, expiresAt, note }: NewKeyWish,
    terms: PolicyTerms,
  ): Promise<CreatedApiKey> {
    const value = await unusedValue(sql, () => generateKeyValue(ownerKindOf({ processId }), this.random));
    const { digest, version } = this.peppers.digest(value.pass);
    const createdAt = this.clock();
    const life = { processId, scopes, expiresAt, createdAt, newestSecretAt: null, lastUsedAt: null, note };
    const given = {
      id,
      organizationId: caller.organizationId,
      processId,
      name,
      sortName: foldName(name),
      user: value.user,
      passDigest: digest,
      pepperVersion: version,
      scopesText: scopesColumn.write(inCatalogueOrder(this.catalogue, scopes)),
      expiresAt,
      createdAt,
      createdBy: caller.name,
      createdById: caller.id,
      note,
    };
    return { apiKey: newKey(given, blockingOf(terms, life, this.catalogue)), value };
  }

  /** A key's columns as an update would have them. */
  private changesTo(apiKey: ApiKey, input: UpdateApiKeyInput) {
    const { scopes } = input;
    const name = input.name == null ? apiKey.name : (cleanName(input.name) ?? apiKey.name);
    return {
      name,
      sortName: foldName(name),
      scopesText: scopes == null ? apiKey.scopesText : scopesColumn.write(inCatalogueOrder(this.catalogue, scopes)),
      expiresAt: input.expiresAt ?? apiKey.expiresAt,
      note: input.note == null ? apiKey.note : cleanNote(input.note),
    };
  }

  private scopesAskedFor(
    caller: Caller,
    { scopes, allScopes, processId }: CreateApiKeyInput,
    terms: PolicyTerms,
  ): readonly string[] {
    if (!allScopes) return scopes ?? [];
    return grantableScopes(caller, ownerKindOf({ processId: processId ?? null }), this.catalogue, terms);
  }

  private async placeFaults(
    sql: RunSql,
    caller: Caller,
    processId: string | null,
    terms: PolicyTerms,
  ): Promise<UserError[]> {
    const [process] = processId === null ? [null] : await processesByIds(sql, caller, [processId]);
    if (processId !== null && !process) {
      return [new UserError(UserErrorCode.NOT_FOUND, 'There is no such process.', ['processId'])];
    }
    const owner = { organizationId: caller.organizationId, processId };
    return roomFaults(sql, this.rowLimit, terms, owner, this.clock());
  }
}
