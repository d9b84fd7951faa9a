import type { Caller } from '../access/Caller';
import type { ScopeCatalogue } from '../access/ScopeName';
import type { Clock } from '../clock';
import { readTerms } from '../keys/readTerms';
import { scopesFor } from '../keys/scopesFor';
import { pageSizeOf } from '../lists/pageSizeOf';
import { batched } from '../storage/batched';
import type { Storage } from '../storage/Storage';
import { batchedUse } from './batchedUse';
import type { FieldUse } from './FieldUse';
import { fieldUses } from './fieldUses';
import type { KeyUsage } from './KeyUsage';
import type { NetworkUse } from './NetworkUse';
import type { OperationUse } from './OperationUse';
import { operationUses } from './operationUses';
import { type Grant, readGrants } from './readGrants';
import { readHeldScopes } from './readHeldScopes';
import { readNetworks } from './readNetworks';
import { readReports } from './readReports';
import { readUse, type UseSum } from './readUse';
import type { ScopeUse } from './ScopeUse';
import { scopeUses } from './scopeUses';
import { seriesOf } from './seriesOf';
import type { UsageBucket } from './UsageBucket';
import type { UsagePoint } from './UsagePoint';
import { bucketStartsOf, type UsageWindow, windowOf } from './UsageWindow';
import type { UseOwner } from './UseOwners';
import type { UseReport } from './UseReport';
import { wholeNumber } from './wholeNumber';

/** What keys were used for, as far as it is in the database. Whom a caller may ask about, the resolvers have found. */
export class UsageService {
  private readonly reports = batchedUse((owners, { window }) =>
    readReports(this.storage.sql, owners, window, this.clock()),
  );
  private readonly buckets = batchedUse<ReadonlyMap<string, UseSum>, UsageBucket>((owners, { window, detail }) =>
    readUse(this.storage.sql, owners, window, detail),
  );
  private readonly keyRequests = batchedUse<ReadonlyMap<string, UseSum>>((owners, { window }) =>
    readUse(this.storage.sql, owners, window, 'KEY'),
  );
  private readonly networksOfOwner = batchedUse<readonly NetworkUse[]>((owners, { window }) =>
    readNetworks(this.storage.sql, owners, window),
  );
  private readonly grants = batchedUse<readonly Grant[]>(({ ids, organizationId }, { window }) =>
    readGrants(this.storage.sql, organizationId, ids, window.from, this.catalogue),
  );
  /** However many keys are asked about, there is one policy. */
  private readonly termsForKey = batched(async ({ organizationId }: Caller, ids) => {
    const terms = await readTerms(this.storage.sql, organizationId);
    return ids.map(() => terms);
  });
  private readonly scopesOfKey = batched((caller: Caller, ids) => readHeldScopes(this.storage.sql, caller, ids));

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly catalogue: ScopeCatalogue,
    /** Reads into the database what was used up to now. */
    readonly countNow: () => Promise<void>,
  ) {}

  /**
   * What was used in a time; the last 30 days where none is named. Units: epoch milliseconds.
   * Errors: `BAD_USER_INPUT` where the time ends before it begins.
   */
  async report(
    caller: Caller,
    owner: UseOwner,
    id: string,
    from: number | null = null,
    to: number | null = null,
  ): Promise<UseReport> {
    const now = this.clock();
    const window = windowOf(from, to, now);
    const found = await this.reports(caller, { owner, window, detail: '' }, id);
    return found ?? { owner, id, window, recordedSince: now, gaps: [], operations: [] };
  }

  /** How much was used in each hour or day. Errors: `BAD_USER_INPUT` where these would be too many. */
  async series(caller: Caller, report: UseReport, bucket: UsageBucket): Promise<UsagePoint[]> {
    const { owner, id, window, recordedSince, gaps } = report;
    bucketStartsOf(window, bucket); // Refused before anything is read.
    const sums = await this.buckets(caller, { owner, window, detail: bucket }, id);
    return seriesOf(window, bucket, sums ?? new Map(), { recordedSince, gaps, now: this.clock() });
  }

  /** The operations that were asked most. */
  operations({ operations }: UseReport, first: number | null): OperationUse[] {
    return operationUses(operations).slice(0, pageSizeOf({ first }));
  }

  /** The networks that most requests came from. */
  async networks(
    caller: Caller,
    { owner, id, window }: UseReport,
    first: number | null,
  ): Promise<readonly NetworkUse[]> {
    return ((await this.networksOfOwner(caller, { owner, window, detail: '' }, id)) ?? []).slice(
      0,
      pageSizeOf({ first }),
    );
  }

  /** The fields that were answered. */
  fields({ operations }: UseReport): FieldUse[] {
    return fieldUses(operations);
  }

  /** What use says of each scope of a key. */
  async scopes(caller: Caller, { owner, id, window, gaps, operations }: UseReport): Promise<ScopeUse[]> {
    const [terms, held, grants] = await Promise.all([
      this.termsForKey(caller, id),
      this.scopesOfKey(caller, id),
      this.grants(caller, { owner, window, detail: '' }, id),
    ]);
    const shown = terms === null ? [] : scopesFor(caller, this.catalogue, terms, null);
    const { scopes, createdAt } = held ?? { scopes: [], createdAt: 0 };
    const isWhole = gaps.every(({ toAt }) => toAt <= createdAt);
    return scopeUses(scopes, operations, within(grants ?? [], window), isWhole).flatMap(({ name, ...finding }) => {
      const scope = shown.find((each) => each.name === name);
      return scope ? [{ scope, ...finding }] : []; // A scope that the catalogue has lost opens nothing.
    });
  }

  /** The keys of an owner that most requests came from. */
  async keys(caller: Caller, { owner, id, window }: UseReport, first: number | null): Promise<KeyUsage[]> {
    const sums = await this.keyRequests(caller, { owner, window, detail: '' }, id);
    return [...(sums ?? [])]
      .filter(([, { requests }]) => requests > 0)
      .map(([apiKeyId, { requests }]) => ({ apiKeyId, requests: wholeNumber(requests) }))
      .sort((one, other) => other.requests - one.requests || (one.apiKeyId < other.apiKeyId ? -1 : 1))
      .slice(0, pageSizeOf({ first }));
  }
}

/** Those before the end of a time. */
function within(grants: readonly Grant[], { until }: UsageWindow): readonly Grant[] {
  return grants.filter(({ at }) => at < until);
}
