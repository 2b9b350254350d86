/** An event of a person, or of all. */
export interface Happening {
  readonly kind: 'join' | 'pass' | 'write' | 'part' | 'ignore' | 'count' | 'erase' | 'opt out';
  readonly who: number;
  readonly atMs: number;
  /** For a join: whether they have not passed the screening yet. */
  readonly isPending: boolean;
}

const weekMs = 7 * 24 * 3_600_000;

/**
 * A log of all events, which is read from the beginning for every question. A crash removes events that were not
 * committed, except list changes, which are durable at once. It shares no code with src/.
 */
export class NaiveNewcomers {
  #log: Happening[] = [];
  #committed = 0;

  note(happening: Happening): void {
    this.#log.push(happening);
  }

  commit(): void {
    this.#committed = this.#log.length;
  }

  crash(): void {
    const isDurable = ({ kind }: Happening) => kind === 'ignore' || kind === 'count';
    this.#log = this.#log.filter((happening, index) => index < this.#committed || isDurable(happening));
    this.#committed = this.#log.length;
  }

  /** When a member joined; null for a person who is not in the guild, or if it is not known. */
  joinedAtMs(who: number): number | null {
    const comings = this.#log.filter((other) => other.who === who && ['join', 'part'].includes(other.kind));
    let joinedAtMs: number | null = null;
    for (const { kind, atMs } of comings) joinedAtMs = kind === 'part' ? null : (joinedAtMs ?? atMs);
    return joinedAtMs;
  }

  /** The totals by month and step. */
  counted(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const month of new Set(this.#log.map(({ atMs }) => monthNumber(atMs)))) {
      for (const who of new Set(this.#log.map((happening) => happening.who))) {
        for (const step of this.#steps(who, month)) {
          const place = `${month} ${step}`;
          counts[place] = (counts[place] ?? 0) + 1;
        }
      }
    }
    return counts;
  }

  #steps(who: number, month: number): Set<string> {
    const steps = new Set<string>();
    let [isIgnored, hasOptedOut, hasJoined, isGoing] = [false, false, false, false];
    let [place, joinedAtMs] = ['unknown', 0];
    for (const { kind, atMs, isPending } of this.#log.filter((happening) => happening.who === who)) {
      if (kind === 'ignore') isIgnored = true;
      if (kind === 'count') isIgnored = false;
      if (kind === 'opt out') hasOptedOut = true;
      if (monthNumber(atMs) !== month) continue;
      const isCounted = !isIgnored && !hasOptedOut;
      const isEarly = isGoing && isCounted && atMs < joinedAtMs + weekMs;
      if (kind === 'erase' || kind === 'opt out') {
        steps.clear();
        isGoing = false;
      }
      if (kind === 'write' && isEarly) steps.add('wrote');
      if (kind === 'pass' && isEarly) steps.add('passed');
      if (kind === 'part' && place !== 'out') {
        if (isEarly) steps.add('left');
        [isGoing, place] = [false, 'out'];
      }
      if (kind === 'join') {
        isGoing = false; // They must have left in between, unseen.
        if (place === 'in') continue;
        place = 'in';
        if (!isCounted || hasJoined) continue;
        hasJoined = true;
        const date = new Date(atMs);
        if (atMs + weekMs > Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)) continue;
        [isGoing, joinedAtMs] = [true, atMs];
        steps.add('joined');
        if (!isPending) steps.add('passed');
      }
    }
    return steps;
  }
}

function monthNumber(atMs: number): number {
  const date = new Date(atMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
