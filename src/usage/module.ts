import { DAY_MS } from '../clock';
import type { Foundation } from '../Foundation';
import { Sweep } from '../jobs/Sweep';
import type { ApiKeyService } from '../keys/ApiKeyService';
import { Backlog } from './Backlog';
import { BacklogDrain } from './BacklogDrain';
import { JournalWriter } from './JournalWriter';
import { NarrowingResolver } from './NarrowingResolver';
import { NarrowingService } from './NarrowingService';
import { DAY_DAYS, HOUR_DAYS, RollUpUsage } from './RollUpUsage';
import { UsageDay } from './UsageDay';
import { UsageGap } from './UsageGap';
import { UsageHour } from './UsageHour';
import { UsageIngest } from './UsageIngest';
import { UsageJournal } from './UsageJournal';
import { UsageKeyOperation } from './UsageKeyOperation';
import { UsageNetwork } from './UsageNetwork';
import { UsageOperation } from './UsageOperation';
import { UsageRecorder } from './UsageRecorder';
import { UsageRecording } from './UsageRecording';
import { UsageService } from './UsageService';
import { UsageTables } from './UsageTables';
import { ApiKeyUseDetailResolver, UseDetailResolver, UsedKeyResolver } from './UseDetailResolver';
import { ApiKeyUseResolver, OrganizationUseResolver, ProcessUseResolver } from './UseResolver';
import { usageCheck } from './usageCheck';
import { usageFolderOf } from './usageFolderOf';

/** Which rows are over, and after how many days. */
const SWEPT = [
  { name: 'sweep-usage-days', table: 'usage_day', column: 'dayAt', days: DAY_DAYS },
  { name: 'sweep-usage-operations', table: 'usage_key_operation', column: 'lastUsedAt', days: DAY_DAYS },
  { name: 'sweep-usage-texts', table: 'usage_operation', column: 'lastUsedAt', days: DAY_DAYS },
  { name: 'sweep-usage-gaps', table: 'usage_gap', column: 'toAt', days: DAY_DAYS },
  { name: 'sweep-usage-networks', table: 'usage_network', column: 'dayAt', days: HOUR_DAYS },
  { name: 'sweep-usage-journals', table: 'usage_journal', column: 'readAt', days: 30 },
] as const;

/** What keys are used for: counted by each process, and read into the database a moment later. */
export const usageModule = {
  entities: [
    UsageOperation,
    UsageKeyOperation,
    UsageHour,
    UsageDay,
    UsageNetwork,
    UsageGap,
    UsageJournal,
    UsageRecording,
  ],
  resolvers: [
    ApiKeyUseResolver,
    ProcessUseResolver,
    OrganizationUseResolver,
    ApiKeyUseDetailResolver,
    UseDetailResolver,
    UsedKeyResolver,
    NarrowingResolver,
  ],
  checks: [usageCheck],
  make: (foundation: Foundation, { apiKeys }: { readonly apiKeys: ApiKeyService }) => {
    const { storage, clock, changes, catalogue, reportLoss } = foundation;
    const folder = usageFolderOf(foundation);
    const backlog = new Backlog();
    const journals = new JournalWriter(reportLoss);
    const usageRecorder = new UsageRecorder(clock, journals, backlog);
    const tables = new UsageTables(storage);
    const drain = new BacklogDrain(clock, usageRecorder, backlog, tables, reportLoss);
    const parts = { storage, clock, reportLoss, folder, tables, journals, recorder: usageRecorder, drain };
    const usageIngest = new UsageIngest(parts);
    const sweeps = SWEPT.map(
      ({ name, days, ...rows }) => new Sweep(name, storage, { ...rows, outlastMs: days * DAY_MS }),
    );
    const countNow = (): Promise<void> => usageIngest.ingestNow();
    const usage = new UsageService(storage, clock, catalogue, countNow);
    const narrowing = new NarrowingService(storage, clock, changes, catalogue, usageRecorder, countNow);
    return {
      services: { usageRecorder, usageIngest, usage, narrowing },
      resolvers: [
        new ApiKeyUseResolver(usage),
        new ProcessUseResolver(usage),
        new OrganizationUseResolver(usage),
        new ApiKeyUseDetailResolver(usage),
        new UseDetailResolver(usage),
        new UsedKeyResolver(apiKeys),
        new NarrowingResolver(narrowing),
      ],
      jobs: [drain, usageIngest, new RollUpUsage(storage), ...sweeps],
      gauges: { latchkey_usage_lag_seconds: () => usageIngest.lagSeconds() },
    };
  },
};
