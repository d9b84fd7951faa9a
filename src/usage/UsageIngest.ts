import type { Clock } from '../clock';
import { newId } from '../id';
import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import type { BacklogDrain } from './BacklogDrain';
import { JournalFolder } from './JournalFolder';
import { JournalReader } from './JournalReader';
import type { JournalWriter } from './JournalWriter';
import type { UsageRecorder } from './UsageRecorder';
import type { UsageRecording } from './UsageRecording';
import type { UsageTables } from './UsageTables';

const RECORDING = 'SELECT "id", "recordedSince" FROM "usage_recording" ORDER BY "recordedSince", "id" LIMIT 1';
const BEGIN_RECORDING = `
  INSERT INTO "usage_recording" ("id", "recordedSince") SELECT CAST($1 AS varchar(32)), CAST($2 AS bigint)
  WHERE NOT EXISTS (SELECT 1 FROM "usage_recording")`;

/** What the ingester is made from. Shape: `folder` is null where there are no journals. */
export interface IngestParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly reportLoss: ReportLoss;
  readonly folder: string | null;
  readonly tables: UsageTables;
  readonly journals: JournalWriter;
  readonly recorder: UsageRecorder;
  readonly drain: BacklogDrain;
}

/** Reads the journals of this server's folder into the database. Source: decision 115. */
export class UsageIngest implements Job {
  readonly name = 'ingest-usage';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  readonly isForServer = true;
  private readonly readers = new Map<string, JournalReader>();
  private database: string | null = null;
  private reading: Promise<void> = Promise.resolve();
  private caughtUpAt: number;

  constructor(private readonly parts: IngestParts) {
    this.caughtUpAt = parts.clock();
  }

  /** Begins to record: journals are written from now on. A database that does not answer is asked again by the job. */
  async begin(): Promise<void> {
    const { folder, journals, reportLoss } = this.parts;
    try {
      const database = await this.databaseId();
      if (folder !== null) journals.open(folder, database);
    } catch (error) {
      reportLoss('use waits in memory until the database answers', { err: error });
    }
  }

  run(): Promise<void> {
    return this.ingest();
  }

  /** Reads what every process of this server has counted so far. Errors: those of the database and the file system. */
  async ingestNow(): Promise<void> {
    this.parts.recorder.flush();
    await this.parts.drain.flush();
    await this.ingest();
  }

  /** Ends the recording of this process. @param isLast whether it reads the journals, its own included */
  async close(isLast: boolean): Promise<void> {
    const { recorder, drain, reportLoss } = this.parts;
    recorder.close();
    await drain.flush();
    if (!isLast) return;
    await this.ingest().catch((err: unknown) => reportLoss('journals of use are left for the next start', { err }));
  }

  /** How long ago all journals were read. Units: seconds. */
  lagSeconds(): number {
    return Math.max(this.parts.clock() - this.caughtUpAt, 0) / 1_000;
  }

  private ingest(): Promise<void> {
    const next = this.reading.then(() => this.readAll());
    this.reading = next.catch(() => undefined); // Whoever asked is told.
    return next;
  }

  private async readAll(): Promise<void> {
    const { folder, clock, tables, storage } = this.parts;
    const now = clock();
    if (folder !== null) {
      const parts = { storage, tables, folder: new JournalFolder(folder), database: await this.databaseId() };
      const ids = await parts.folder.ids();
      for (const id of [...this.readers.keys()]) if (!ids.includes(id)) this.readers.delete(id);
      for (const id of ids) {
        const reader = this.readers.get(id) ?? new JournalReader(id, parts);
        this.readers.set(id, reader);
        await reader.read(now);
      }
    }
    this.caughtUpAt = now;
  }

  private async databaseId(): Promise<string> {
    this.database ??= await this.findDatabase();
    return this.database;
  }

  private async findDatabase(): Promise<string> {
    const { storage, clock } = this.parts;
    const read = (): Promise<readonly UsageRecording[]> => storage.sql<UsageRecording>(RECORDING, []);
    const [known] = await read();
    if (known) return known.id;
    await storage.write(({ sql }) => sql(BEGIN_RECORDING, [newId(clock()), clock()]));
    const [made] = await read();
    return made?.id ?? '';
  }
}
