import { UsageDay } from './UsageDay';
import { UsageGap } from './UsageGap';
import { UsageHour } from './UsageHour';
import { UsageJournal } from './UsageJournal';
import { UsageKeyOperation } from './UsageKeyOperation';
import { UsageNetwork } from './UsageNetwork';
import { UsageOperation } from './UsageOperation';
import { UsageRecording } from './UsageRecording';

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
};
