import type { HistoryLine, MadeCredential, StoredKey, Timed, Use } from './HistoryLine';
import { Life } from './Life';

/** A use of a credential, or of one scope of it. */
interface Sight {
  readonly use: Use;
  readonly isThere: boolean;
}

/** When all has happened. */
const AFTER_ALL: Timed = { begin: Infinity, end: Infinity };
/** What a credential never had. */
const NEVER = new Life([{ begin: -Infinity, end: -Infinity, isAcknowledged: true }]);

/**
 * Convicts a server by what its clients saw. Shape: a line for each thing that was seen and cannot be: a credential or
 * scope that was accepted after its end was acknowledged and before a return began, one that was refused though nobody
 * ended it, or after its return was acknowledged, and one that came back by itself.
 */
export function historyFaults(history: readonly HistoryLine[]): string[] {
  const lives = new Lives(history);
  const uses = byId(history.filter(isUse));
  return history.flatMap((line) => {
    if (line.kind !== 'MADE') return [];
    const mine = uses.get(line.id) ?? [];
    return [...wholeFaults(line, lives, mine), ...scopeFaults(line, lives, mine)];
  });
}

/** Compares what was acknowledged with what is stored. Shape: a line for each thing that is wrong. */
export function storedFaults(history: readonly HistoryLine[], stored: readonly StoredKey[]): string[] {
  const lives = new Lives(history);
  const found = new Map(stored.map((key) => [key.id, key]));
  return history.flatMap((line) => {
    if (line.kind !== 'MADE' || line.number === undefined) return [];
    const key = found.get(line.keyId);
    if (!key) return [`lost: the making of ${line.id}`];
    const wrongScopes = line.scopes.filter((scope) =>
      isWrong(key.scopes.includes(scope), [lives.ofScope(line, scope)]),
    );
    const works = key.numbers.includes(line.number);
    return [
      ...(isWrong(works, lives.of(line)) ? [`stored: ${line.id} ${works ? 'has not ended' : 'has ended'}`] : []),
      ...wrongScopes.map((scope) => `stored: ${line.id} ${key.scopes.includes(scope) ? 'has' : 'lacks'} ${scope}`),
    ];
  });
}

function isWrong(isThere: boolean, lives: readonly Life[]): boolean {
  if (isThere) return lives.some((life) => life.isCertainlyOver(AFTER_ALL));
  return !lives.some((life) => life.isPossiblyOver(AFTER_ALL));
}

function wholeFaults(made: MadeCredential, lives: Lives, uses: readonly Use[]): string[] {
  const sights = uses.map((use) => ({ use, isThere: use.kind === 'ACCEPTED' }));
  return sightFaults(made, '', lives.of(made), sights);
}

function scopeFaults(made: MadeCredential, lives: Lives, uses: readonly Use[]): string[] {
  const names = new Set([...made.scopes, ...uses.flatMap(({ held }) => held)]);
  return [...names].flatMap((scope) => {
    const sights = uses.flatMap((use): Sight[] => {
      if (use.held.includes(scope)) return [{ use, isThere: true }];
      return use.lacking.includes(scope) ? [{ use, isThere: false }] : [];
    });
    return sightFaults(made, `: ${scope} of`, [lives.ofScope(made, scope)], sights);
  });
}

function sightFaults(made: MadeCredential, what: string, lives: readonly Life[], sights: readonly Sight[]): string[] {
  const missed = sights.filter(({ isThere }) => !isThere);
  return sights.flatMap(({ use, isThere }) => {
    if (!isThere) {
      const isLost = use.begin > made.end && !lives.some((life) => life.isPossiblyOver(use));
      return isLost ? [fault(`lost${what}`, made, use)] : [];
    }
    if (lives.some((life) => life.isCertainlyOver(use))) return [fault(`stale accept${what}`, made, use)];
    const isBack = missed.some(
      (earlier) => earlier.use.end < use.begin && !lives.some((life) => life.canHaveReturned(earlier.use, use)),
    );
    return isBack ? [fault(`resurrection${what}`, made, use)] : [];
  });
}

/** What became of all that clients made. */
class Lives {
  private readonly ofIds = new Map<string, Life>();
  private readonly narrowings: ReadonlyMap<string, readonly Extract<HistoryLine, { kind: 'NARROWED' }>[]>;

  constructor(history: readonly HistoryLine[]) {
    const ends = byId(history.filter((line) => line.kind === 'ENDED'));
    const returns = byId(history.filter((line) => line.kind === 'RETURNED'));
    for (const id of new Set([...ends.keys(), ...returns.keys()])) {
      this.ofIds.set(id, new Life(ends.get(id) ?? [], returns.get(id)));
    }
    this.narrowings = byId(history.filter((line) => line.kind === 'NARROWED'));
  }

  of({ restsOn }: MadeCredential): Life[] {
    return restsOn.flatMap((id) => this.ofIds.get(id) ?? []);
  }

  ofScope({ keyId, scopes }: MadeCredential, scope: string): Life {
    if (!scopes.includes(scope)) return NEVER;
    return new Life((this.narrowings.get(keyId) ?? []).filter((each) => !each.scopes.includes(scope)));
  }
}

function isUse(line: HistoryLine): line is Use {
  return line.kind === 'ACCEPTED' || line.kind === 'REFUSED';
}

function byId<Line extends HistoryLine>(lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const group = groups.get(line.id);
    if (group) group.push(line);
    else groups.set(line.id, [line]);
  }
  return groups;
}

function fault(what: string, { id, restsOn }: MadeCredential, { begin, end }: Use): string {
  return `${what} ${id} (${restsOn.join(', ')}), asked at ${begin.toFixed(1)}, answered at ${end.toFixed(1)}`;
}
