/** When something was asked and answered, by one clock. Units: milliseconds. */
interface Timed {
  readonly begin: number;
  readonly end: number;
}

/** A credential that a client was handed. */
export interface MadeCredential extends Timed {
  readonly kind: 'MADE';
  readonly id: string;
  /** What it ends with. Shape: itself, the key that a token was made from, the process of a key. */
  readonly restsOn: readonly string[];
  /** The key that bounds its scopes; a key's own id. */
  readonly keyId: string;
  readonly scopes: readonly string[];
}

/** The end of a key, a token or a process, or the narrowing of a key. It may have happened at any time since its begin. */
interface Loss extends Timed {
  /** Whether it was acknowledged: then it has happened by its end. Otherwise it may also never happen. */
  readonly isAcknowledged: boolean;
}

/** Something after which whatever rests on it is refused. */
export interface End extends Loss {
  readonly kind: 'ENDED';
  readonly id: string;
}

/** A narrowing. Shape: `scopes` are those that are left. */
export interface Narrowing extends Loss {
  readonly kind: 'NARROWED';
  readonly id: string;
  readonly scopes: readonly string[];
}

/** A use of a credential, with the scopes that it was seen to have and to lack. */
export interface Use extends Timed {
  readonly kind: 'ACCEPTED' | 'REFUSED';
  readonly id: string;
  readonly held: readonly string[];
  readonly lacking: readonly string[];
}

/** What clients did and saw. A creation that nothing answered leaves no line: nobody has its key. */
export type HistoryLine = MadeCredential | End | Narrowing | Use;

/** What of a credential is over at an instant. Units: the instant from which it may be, and from which it is. */
interface Over {
  possiblyFrom: number;
  certainlyFrom: number;
}

/** A key as the table or the API has it. */
export interface StoredKey {
  readonly id: string;
  readonly isEnded: boolean;
  readonly scopes: readonly string[];
}

/**
 * Convicts a server by what its clients saw. Shape: a line for each thing that was seen and cannot be: a credential or
 * scope that was accepted after its end was acknowledged, one that was refused though nobody ended it, and one that came
 * back.
 */
export function historyFaults(history: readonly HistoryLine[]): string[] {
  const losses = lossesOf(history);
  const uses = byId(history.filter(isUse));
  return history.flatMap((line) => {
    if (line.kind !== 'MADE') return [];
    const mine = uses.get(line.id) ?? [];
    return [...wholeFaults(line, losses, mine), ...scopeFaults(line, losses, mine)];
  });
}

/** Compares what was acknowledged with what is stored. Shape: a line for each thing that is wrong. */
export function storedFaults(history: readonly HistoryLine[], stored: readonly StoredKey[]): string[] {
  const losses = lossesOf(history);
  const found = new Map(stored.map((key) => [key.id, key]));
  return history.flatMap((line) => {
    if (line.kind !== 'MADE' || line.id !== line.keyId) return [];
    const key = found.get(line.id);
    if (!key) return [`lost: the making of ${line.id}`];
    const wrongScopes = line.scopes.filter((scope) => {
      const over = losses.scopeOf(line, scope);
      return key.scopes.includes(scope) ? isCertain(over) : !isPossible(over);
    });
    const end = losses.endOf(line);
    const isWrong = key.isEnded ? !isPossible(end) : isCertain(end);
    return [
      ...(isWrong ? [`stored: ${line.id} ${key.isEnded ? 'has ended' : 'has not ended'}`] : []),
      ...wrongScopes.map((scope) => `stored: ${line.id} ${key.scopes.includes(scope) ? 'has' : 'lacks'} ${scope}`),
    ];
  });
}

function wholeFaults(made: MadeCredential, { endOf }: Losses, uses: readonly Use[]): string[] {
  const over = endOf(made);
  const refusedFrom = Math.min(...uses.filter(({ kind }) => kind === 'REFUSED').map(({ end }) => end));
  return uses.flatMap((use) => {
    const isAccepted = use.kind === 'ACCEPTED';
    if (isAccepted && use.begin > over.certainlyFrom) return [fault('stale accept', made, use)];
    if (isAccepted && use.begin > refusedFrom) return [fault('resurrection', made, use)];
    const isLost = !isAccepted && use.begin > made.end && use.end < over.possiblyFrom;
    return isLost ? [fault('lost', made, use)] : [];
  });
}

function scopeFaults(made: MadeCredential, { scopeOf }: Losses, uses: readonly Use[]): string[] {
  const names = new Set([...made.scopes, ...uses.flatMap(({ held }) => held)]);
  return [...names].flatMap((scope) => {
    const over = scopeOf(made, scope);
    const lackedFrom = Math.min(...uses.filter(({ lacking }) => lacking.includes(scope)).map(({ end }) => end));
    return uses.flatMap((use) => {
      const what = `${scope} of`;
      if (use.held.includes(scope) && use.begin > over.certainlyFrom)
        return [fault(`stale accept: ${what}`, made, use)];
      if (use.held.includes(scope) && use.begin > lackedFrom) return [fault(`resurrection: ${what}`, made, use)];
      const isLost = use.lacking.includes(scope) && use.begin > made.end && use.end < over.possiblyFrom;
      return isLost ? [fault(`lost: ${what}`, made, use)] : [];
    });
  });
}

/** When whatever clients ended was over. */
interface Losses {
  readonly endOf: (made: MadeCredential) => Over;
  readonly scopeOf: (made: MadeCredential, scope: string) => Over;
}

function lossesOf(history: readonly HistoryLine[]): Losses {
  const ends = byId(history.filter((line) => line.kind === 'ENDED'));
  const narrowings = byId(history.filter((line) => line.kind === 'NARROWED'));
  return {
    endOf: ({ restsOn }) => overBy(restsOn.flatMap((id) => ends.get(id) ?? [])),
    scopeOf: ({ keyId, scopes }, scope) => {
      if (!scopes.includes(scope)) return { possiblyFrom: -Infinity, certainlyFrom: -Infinity };
      return overBy((narrowings.get(keyId) ?? []).filter((each) => !each.scopes.includes(scope)));
    },
  };
}

/** Shape: infinity where nobody ended it, or nobody was told. */
function overBy(losses: readonly Loss[]): Over {
  return {
    possiblyFrom: Math.min(...losses.map(({ begin }) => begin)),
    certainlyFrom: Math.min(...losses.filter(({ isAcknowledged }) => isAcknowledged).map(({ end }) => end)),
  };
}

function isCertain({ certainlyFrom }: Over): boolean {
  return certainlyFrom < Infinity;
}

function isPossible({ possiblyFrom }: Over): boolean {
  return possiblyFrom < Infinity;
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
