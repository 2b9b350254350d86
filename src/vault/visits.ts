import { NumberById } from '../core/number-by-id.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { VisitMark } from './vault.ts';

/** The marks of the open month. */
export interface MarkedPeople {
  has(mark: VisitMark, guildId: Snowflake, userId: Snowflake): boolean;
  add(mark: VisitMark, guildId: Snowflake, userId: Snowflake): void;
}

/**
 * Tracks who was counted as a visitor in the open month, by dimension, and which members are apps. A person who was met in
 * this process is found without a hash. Apps are remembered over months, because Discord names them only when it
 * describes a whole guild.
 */
export class Visits {
  readonly #marked: MarkedPeople;
  /** The marks of every person who was looked up in the open month, as bits. */
  readonly #known = new Map<Snowflake, NumberById>();
  readonly #apps = new Map<Snowflake, Set<Snowflake>>();

  constructor(marked: MarkedPeople) {
    this.#marked = marked;
  }

  /** Whether a person is known, without a hash, not to be a new visitor. */
  isKnown(guildId: Snowflake, userId: Snowflake, dimension: VisitDimension): boolean {
    const known = this.#known.get(guildId)?.get(userId) ?? 0;
    return preventing(dimension).some((mark) => (known & bits[mark]) !== 0);
  }

  /** Marks a person as counted. False if a mark prevents that. */
  count(guildId: Snowflake, userId: Snowflake, dimension: VisitDimension): boolean {
    const found = preventing(dimension).find((mark) => this.#marked.has(mark, guildId, userId));
    if (found === undefined) this.#marked.add(dimension, guildId, userId);
    this.#know(guildId, userId, found ?? dimension);
    return found === undefined;
  }

  /** Marks an app, in this month and in later ones while this process runs. */
  noteApp(guildId: Snowflake, userId: Snowflake): void {
    const apps = this.#apps.get(guildId) ?? new Set();
    this.#apps.set(guildId, apps.add(userId));
    if (((this.#known.get(guildId)?.get(userId) ?? 0) & bits['is app']) === 0) this.#markApp(guildId, userId);
  }

  /** Forgets the month, but not which members are apps. */
  end(): void {
    this.#known.clear();
  }

  /** Marks all known apps in a new month. */
  begin(): void {
    for (const [guildId, apps] of this.#apps) for (const userId of apps) this.#markApp(guildId, userId);
  }

  #markApp(guildId: Snowflake, userId: Snowflake): void {
    if (!this.#marked.has('is app', guildId, userId)) this.#marked.add('is app', guildId, userId);
    this.#know(guildId, userId, 'is app');
  }

  #know(guildId: Snowflake, userId: Snowflake, mark: VisitMark): void {
    const known = this.#known.get(guildId) ?? new NumberById();
    this.#known.set(guildId, known);
    known.set(userId, (known.get(userId) ?? 0) | bits[mark]);
  }
}

const bits: Readonly<Record<VisitMark, number>> = { device: 1, language: 2, app: 4, 'is app': 8 };

/** The marks that prevent a person from being counted in a dimension. Apps are counted in `app` only. */
function preventing(dimension: VisitDimension): readonly VisitMark[] {
  return marksPreventing[dimension];
}

const marksPreventing: Readonly<Record<VisitDimension, readonly VisitMark[]>> = {
  device: ['device', 'is app'],
  language: ['language', 'is app'],
  app: ['app'],
};
