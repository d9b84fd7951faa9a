import type { End, Narrowing, Return, Timed } from './HistoryLine';

type Loss = Pick<End | Narrowing, 'begin' | 'end' | 'isAcknowledged'>;

/** The life of one thing, or of one scope of a key, as clients ended it and had it return. */
export class Life {
  constructor(
    private readonly losses: readonly Loss[],
    private readonly returns: readonly Return[] = [],
  ) {}

  /** Whether it is over in all that time, whatever was not answered: it was before, and no return can have come since. */
  isCertainlyOver(time: Timed): boolean {
    return this.losses.some(
      (loss) => loss.isAcknowledged && loss.end < time.begin && !this.canHaveReturned(loss, time),
    );
  }

  /** Whether it can be over at some instant of that time: no return that was acknowledged stands in between. */
  isPossiblyOver(time: Timed): boolean {
    return this.losses.some((loss) => loss.begin <= time.end && !this.hasReturned(loss, time));
  }

  /** Whether a return can have come between two times. */
  canHaveReturned(since: Timed, time: Timed): boolean {
    return this.returns.some(({ begin, end }) => end >= since.begin && begin < time.end);
  }

  private hasReturned(loss: Loss, time: Timed): boolean {
    return this.returns.some(
      ({ begin, end, isAcknowledged }) => isAcknowledged && begin > loss.end && end < time.begin,
    );
  }
}
