import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../errors';
import type { Log } from '../log';
import type { Secrets } from '../withSecretFiles';

/** Units: milliseconds before a replacement; twice as many after each further short life, and so many at most. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** Units: milliseconds that a worker lives at least if nothing is wrong with it. */
const SHORT_LIFE_MS = 60_000;
/** Units: short lives in a row after which a worker's place is hopeless. The program gives up where all are. */
const MAX_SHORT_LIVES = 7;

/** What a worker tells its primary, once: that it listens, or why it cannot. */
export type WorkerReport =
  | { readonly url: string }
  | { readonly sentence: string; readonly exitCode: StartError['exitCode'] };

/** What the primary tells a worker, before all else. */
export interface HandedSecrets {
  readonly secrets: Secrets;
}

/** A worker's life. Shape: `end` is an exit code, a signal's name, or what was wrong with the way to it. */
interface Life {
  readonly id: number;
  readonly beganAt: number;
  readonly report: Promise<WorkerReport>;
  readonly end: Promise<number | string>;
}

/**
 * The worker processes of a server, seen from the primary, which forks them and serves nothing itself. They share its
 * port; whichever ends unasked is replaced. None outlives the primary: its channel breaks, and Node.js ends it.
 */
export class Workers {
  private isClosing = false;
  private url = '';
  private places: readonly Promise<void>[] = [];
  /** The ids of the workers that listen. */
  private readonly serving = new Set<number>();
  /** The places, by their numbers, in which one worker after the other ended at once. */
  private readonly hopeless = new Set<number>();

  constructor(
    private readonly count: number,
    private readonly log: Log,
    /** What all of them serve with, until the program is started anew. Source: decision 083. */
    private readonly secrets: Secrets = {},
    private readonly firstPauseMs = FIRST_PAUSE_MS,
  ) {
    process.once('exit', killAll);
  }

  /** Forks them. Shape: the URL on which all listen. Errors: a `StartError` of the first that cannot. */
  async listen(): Promise<string> {
    const lives = Array.from({ length: this.count }, () => this.fork());
    const urls = await Promise.all(lives.map(urlOf));
    this.url = urls[0] ?? '';
    this.places = lives.map((life, place) => this.keepFilled(place, life));
    return this.url;
  }

  /** How many listen. */
  get servingCount(): number {
    return this.serving.size;
  }

  /** Has them say that they are not ready, and serve on for as long as their settings tell. */
  drain(): void {
    this.isClosing = true;
    for (const worker of running()) worker.process.kill('SIGTERM');
  }

  /** Tells them something. Those that have not begun to listen to it read the same later. */
  tell(message: string): void {
    for (const worker of running()) if (worker.isConnected()) worker.send(message);
  }

  /** Lets them finish what runs. The exit code becomes 1 where one of them could not. */
  async close(): Promise<void> {
    this.isClosing = true;
    if (this.places.length === 0) return killAll(); // They never served.
    for (const worker of running()) worker.process.kill('SIGTERM');
    await Promise.all(this.places);
  }

  private fork(): Life {
    const worker = cluster.fork();
    const { id } = worker;
    const end = endOf(worker);
    const handed: HandedSecrets = { secrets: this.secrets };
    worker.send(handed, () => undefined); // One that cannot be told ends.
    const report = Promise.race([
      new Promise<WorkerReport>((resolve) => worker.once('message', resolve)),
      end.then((how): WorkerReport => ({ sentence: `A worker ended before it listened: ${how}.`, exitCode: 1 })),
    ]);
    void report.then((told) => void ('url' in told && this.serving.add(id)));
    void end.then(() => void this.serving.delete(id));
    return { id, beganAt: performance.now(), report, end };
  }

  /** Puts another worker in the place of one that ended, until told otherwise, or until no place has one and none can. */
  private async keepFilled(place: number, first: Life): Promise<void> {
    let shortLifeCount = 0;
    for (let life = first; ; life = this.replace(life)) {
      const end = await life.end;
      if (this.isClosing) return noteEnd(end);
      shortLifeCount = performance.now() - life.beganAt < SHORT_LIFE_MS ? shortLifeCount + 1 : 0;
      const pauseMs = Math.min(this.firstPauseMs * 2 ** Math.max(shortLifeCount - 1, 0), LONGEST_PAUSE_MS);
      this.log.error({ worker: life.id, pauseMs, end }, 'a worker ended');
      this.hopeless[shortLifeCount < MAX_SHORT_LIVES ? 'delete' : 'add'](place);
      if (this.hopeless.size === this.count && this.serving.size === 0) return this.giveUp(end);
      await delay(pauseMs);
      if (this.isClosing) return;
    }
  }

  private replace({ id }: Life): Life {
    const life = this.fork();
    void life.report.then((report) => {
      if (!('url' in report)) return this.log.error({ worker: life.id, reason: report.sentence }, 'it cannot serve');
      this.log.info({ worker: life.id, replaces: id }, 'a worker was replaced');
      // Only port 0 is found anew, and only where no worker was left to hold it.
      if (report.url !== this.url) this.log.warn({ url: report.url, was: this.url }, 'listening elsewhere');
      this.url = report.url;
    });
    return life;
  }

  private giveUp(end: number | string): void {
    this.isClosing = true; // No other place gives up, too: a second signal would end the program at once.
    this.log.fatal('no worker is left, and every new one ends at once: giving up');
    process.exitCode = typeof end === 'number' && end > 0 ? end : 1;
    process.kill(process.pid, 'SIGTERM'); // The one way to stop.
  }
}

function running(): Worker[] {
  return Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
}

function killAll(): void {
  for (const worker of running()) worker.process.kill('SIGKILL');
}

function endOf(worker: Worker): Promise<number | string> {
  return new Promise((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal ?? code));
    // It could not be made, or cannot be spoken to.
    worker.on('error', ({ message }) => {
      worker.process.kill('SIGKILL');
      resolve(message);
    });
  });
}

async function urlOf({ report }: Life): Promise<string> {
  const told = await report;
  if ('url' in told) return told.url;
  throw new StartError(told.sentence, told.exitCode);
}

/** One that had not begun to listen to signals ends by the signal itself, with nothing left undone. */
function noteEnd(end: number | string): void {
  if (end !== 0 && end !== 'SIGTERM') process.exitCode ||= 1;
}
