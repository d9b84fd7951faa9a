import type { CountedUse, UseCounts } from './CountedUse';
import type { UsedOperation } from './UsedOperation';
import { usageNetworkOf } from './usageNetworkOf';

/** Who did what, and from where: as much as tells two tallies apart. */
export interface TallySubject {
  readonly apiKeyId: string;
  readonly organizationId: string;
  readonly secretNumber: number;
  readonly operation: UsedOperation;
  readonly address: string;
  /** As `keptClientOf` leaves it. */
  readonly userAgent: string;
}

/** The width of each number of a tally in a line of a journal, in the order of `UseCounts`. Units: characters. */
const WIDTHS = [10, 10, 10, 14, 14, 14] as const;

/** Units: characters that the numbers of a tally take, with commas between them. */
export const TALLY_NUMBERS_WIDTH = WIDTHS.reduce((sum, width) => sum + width + 1, -1);

/** A count of equal uses within one hour, which grows. `durable` is what of it the journal holds. Source: decision 114. */
export class Tally {
  requestCount = 0;
  refusedCount = 0;
  failedCount = 0;
  cost = 0;
  firstUsedAt: number;
  lastUsedAt: number;
  isDirty = false;
  /** Where its numbers stand in the line that grows. Units: bytes; -1 where it has no place there. */
  place = -1;
  durable: UseCounts | null = null;
  /** The next one of the same key. */
  next: Tally | null = null;
  /** What stands before its numbers, once it was asked for. */
  private text = '';
  private readonly network: string;
  private readonly client: string;

  constructor(
    readonly subject: TallySubject,
    readonly hourAt: number,
    now: number,
  ) {
    this.firstUsedAt = now;
    this.lastUsedAt = now;
    this.network = usageNetworkOf(subject.address);
    this.client = plain(subject.userAgent);
  }

  is(secretNumber: number, operation: UsedOperation, address: string, userAgent: string): boolean {
    const own = this.subject;
    return (
      own.secretNumber === secretNumber &&
      (own.operation === operation || own.operation.id === operation.id) &&
      own.address === address &&
      own.userAgent === userAgent
    );
  }

  /** What stands before its numbers. Shape: a comma and the beginning of a JSON list, ASCII. */
  head(): string {
    if (this.text !== '') return this.text;
    const { apiKeyId, organizationId, secretNumber, operation } = this.subject;
    this.text = `,["${apiKeyId}","${organizationId}",${secretNumber},"${operation.id}","${this.network}","${this.client}",`;
    return this.text;
  }

  /** Writes its numbers into a line. Shape: JSON of always the same length, with spaces before each number. */
  writeNumbers(line: Buffer, place: number): void {
    let end = writeNumber(line, place, WIDTHS[0], this.requestCount);
    line[end] = COMMA;
    end = writeNumber(line, end + 1, WIDTHS[1], this.refusedCount);
    line[end] = COMMA;
    end = writeNumber(line, end + 1, WIDTHS[2], this.failedCount);
    line[end] = COMMA;
    end = writeNumber(line, end + 1, WIDTHS[3], this.cost);
    line[end] = COMMA;
    end = writeNumber(line, end + 1, WIDTHS[4], this.firstUsedAt);
    line[end] = COMMA;
    writeNumber(line, end + 1, WIDTHS[5], this.lastUsedAt);
  }

  /** Begins anew: its numbers stand in a line that is over, or in the backlog. */
  reset(): void {
    this.requestCount = 0;
    this.refusedCount = 0;
    this.failedCount = 0;
    this.cost = 0;
    this.durable = null;
  }

  /** Notes a use at an instant, beside its counts. */
  seenAt(now: number): void {
    if (!this.isDirty && this.durable === null) this.firstUsedAt = now;
    if (now > this.lastUsedAt || this.durable === null) this.lastUsedAt = now;
  }

  /** Notes that a journal holds all of it. */
  keepDurable(): void {
    const { requestCount, refusedCount, failedCount, cost, firstUsedAt, lastUsedAt } = this;
    this.durable = { requestCount, refusedCount, failedCount, cost, firstUsedAt, lastUsedAt };
  }

  /** What no journal holds of it. */
  left(): CountedUse {
    const { durable } = this;
    const { apiKeyId, organizationId, secretNumber, operation } = this.subject;
    return {
      ...{ apiKeyId, organizationId, secretNumber, operationId: operation.id },
      ...{ network: this.network, userAgent: this.client, hourAt: this.hourAt },
      requestCount: this.requestCount - (durable?.requestCount ?? 0),
      refusedCount: this.refusedCount - (durable?.refusedCount ?? 0),
      failedCount: this.failedCount - (durable?.failedCount ?? 0),
      cost: this.cost - (durable?.cost ?? 0),
      firstUsedAt: this.firstUsedAt,
      lastUsedAt: this.lastUsedAt,
    };
  }
}

const COMMA = 44;
const ZERO = 48;
const SPACE = 32;

/** Writes a whole number, by hand: texts that are made and copied took ten times as long. Shape: answers where it ends. */
function writeNumber(line: Buffer, start: number, width: number, value: number): number {
  const end = start + width;
  let left = value;
  let place = end;
  do {
    const rest = Math.floor(left / 10);
    place -= 1;
    line[place] = ZERO + left - rest * 10;
    left = rest;
  } while (left > 0 && place > start);
  if (place > start && line[place - 1] !== SPACE) line.fill(SPACE, start, place);
  return end;
}

/** What a client calls itself, as printable ASCII that JSON need not escape. */
function plain(userAgent: string): string {
  return userAgent.replace(/[^ !#-[\]-~]/g, '?');
}
