import type { Foundation } from '../Foundation';
import type { ApiKeyService } from '../keys/ApiKeyService';
import { NarrowingResolver } from './NarrowingResolver';
import { NarrowingService } from './NarrowingService';
import { UsageDay } from './UsageDay';
import { UsageGap } from './UsageGap';
import { UsageHour } from './UsageHour';
import { UsageJournal } from './UsageJournal';
import { UsageKeyOperation } from './UsageKeyOperation';
import { UsageNetwork } from './UsageNetwork';
import { UsageOperation } from './UsageOperation';
import { UsageRecording } from './UsageRecording';
import { UsageService } from './UsageService';
import { ApiKeyUseDetailResolver, UseDetailResolver, UsedKeyResolver } from './UseDetailResolver';
import { ApiKeyUseResolver, OrganizationUseResolver, ProcessUseResolver } from './UseResolver';

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
  make: ({ storage, clock, changes, catalogue }: Foundation, { apiKeys }: { readonly apiKeys: ApiKeyService }) => {
    const usage = new UsageService(storage, clock, catalogue);
    const narrowing = new NarrowingService(storage, clock, changes, catalogue, async () => undefined);
    return {
      services: { usage, narrowing },
      resolvers: [
        new ApiKeyUseResolver(usage),
        new ProcessUseResolver(usage),
        new OrganizationUseResolver(usage),
        new ApiKeyUseDetailResolver(usage),
        new UseDetailResolver(usage),
        new UsedKeyResolver(apiKeys),
        new NarrowingResolver(narrowing),
      ],
    };
  },
};
