import { NumberById } from '../core/number-by-id.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { VisitDimension } from '../core/visit.ts';
import type { VisitMark, VisitRow } from './vault.ts';

/** Where the marks of a person in the open month lie, and under which hash. */
export interface MarkedPerson {
  readonly guildId: Snowflake;
  readonly userId: Snowflake;
  readonly hash: () => Uint8Array;
}

/**
 * Who was counted as a visitor in the open month, by dimension, and who is an app. People are looked up in the identity
 * map at first sight. Apps are known from one month to the next: Discord names them only when it tells of a whole guild.
 */
export class Visits {
  /** The marks of everybody whom this process has looked up in the open month, as bits. */
  readonly #marks = new Map<Snowflake, NumberById>();
  readonly #apps = new Map<Snowflake, Set<Snowflake>>();
  #rows: VisitRow[] = [];

  /** Whether there are marks that {@link takeRows} has not handed out. */
  get hasRows(): boolean {
    return this.#rows.length > 0;
  }

  /** Whether somebody is known, without a look-up, to be no new visitor. */
  isKnown(guildId: Snowflake, userId: Snowflake, dimension: VisitDimension): boolean {
    const marks = this.#marks.get(guildId)?.get(userId) ?? 0;
    return (marks & preventing(dimension)) !== 0;
  }

  /** Marks somebody as counted; false if they were before, or are an app that is taken for a visitor. `marksOf` asks the identity map. */
  count(person: MarkedPerson, dimension: VisitDimension, marksOf: MarksOf): boolean {
    const marks = this.#look(person, marksOf);
    if ((marks & preventing(dimension)) !== 0) return false;
    this.#mark(person, marks, dimension);
    return true;
  }

  /** Marks an app, in this month and in those that come while this process lives. */
  noteApp(person: MarkedPerson, marksOf: MarksOf): void {
    const { guildId, userId } = person;
    const apps = this.#apps.get(guildId) ?? new Set();
    this.#apps.set(guildId, apps.add(userId));
    const marks = this.#look(person, marksOf);
    if ((marks & bits.app) === 0) this.#mark(person, marks, 'app');
  }

  /** What was marked since the last call. */
  takeRows(): readonly VisitRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** Forgets somebody, who may then be counted again. */
  forget({ guildId, userId, hash }: MarkedPerson): void {
    this.#marks.get(guildId)?.delete(userId);
    if (this.#rows.length === 0) return;
    const own = hash();
    this.#rows = this.#rows.filter((row) => Buffer.compare(row.hash, own) !== 0);
  }

  /** Forgets the month; of the apps, that they are some. */
  end(): void {
    this.#marks.clear();
    this.#rows = [];
  }

  /** Marks all known apps in a month that begins, in which nobody has a mark yet. */
  begin(hashOf: (guildId: Snowflake, userId: Snowflake) => Uint8Array): void {
    for (const [guildId, apps] of this.#apps) {
      for (const userId of apps) this.#mark({ guildId, userId, hash: () => hashOf(guildId, userId) }, 0, 'app');
    }
  }

  #look({ guildId, userId, hash }: MarkedPerson, marksOf: MarksOf): number {
    const known = this.#marks.get(guildId)?.get(userId);
    if (known !== undefined) return known;
    const marks = marksOf(hash()).reduce((sum, mark) => sum | bits[mark], 0);
    this.#marksIn(guildId).set(userId, marks);
    return marks;
  }

  #mark({ guildId, userId, hash }: MarkedPerson, before: number, mark: VisitMark): void {
    this.#rows.push({ hash: hash(), mark });
    this.#marksIn(guildId).set(userId, before | bits[mark]);
  }

  #marksIn(guildId: Snowflake): NumberById {
    const known = this.#marks.get(guildId);
    if (known !== undefined) return known;
    const marks = new NumberById();
    this.#marks.set(guildId, marks);
    return marks;
  }
}

/** What the identity map has of a hash. */
type MarksOf = (hash: Uint8Array) => readonly VisitMark[];

const bits: Readonly<Record<VisitMark, number>> = { device: 1, language: 2, app: 4, service: 8 };

/** An app is no visitor; as a service nothing else is counted. */
function preventing(dimension: VisitDimension): number {
  return dimension === 'service' ? bits.service : bits[dimension] | bits.app;
}
