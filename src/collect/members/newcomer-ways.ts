import type { Activity } from '../../core/activity.ts';
import { isInFirstDays, isNewcomer, type NewcomerStep } from '../../core/membership/newcomer.ts';
import type { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { startOfMonthMs } from '../../core/time.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Totals } from '../totals.ts';

export interface NewcomerWaysDeps {
  readonly vault: Pick<Vault, 'month' | 'isIgnored' | 'takeStep' | 'takeBackSteps'>;
  readonly totals: Pick<Totals, 'add' | 'lower'>;
}

/**
 * Counts what newcomers do in their first seven days: join, pass the guild's membership screening, write, leave. A person
 * becomes a newcomer with the first join of the month, and each step counts once. People who join in the last seven days of
 * a month are left out, because the month is sealed before their first days are over. Apps, and people who are ignored or
 * opted out, are not newcomers.
 *
 * Until the month is sealed, the vault keeps which steps were counted for a person.
 */
export class NewcomerWays {
  readonly #deps: NewcomerWaysDeps;

  constructor(deps: NewcomerWaysDeps) {
    this.#deps = deps;
  }

  /** A person joined for the first time this month. `isPending` says that they have not passed the screening yet. */
  join(guildId: Snowflake, person: Person, atMs: number, isPending: boolean): void {
    if (!isNewcomer(atMs)) return;
    this.#count(guildId, 'joined');
    if (!isPending) this.#take(guildId, person, 'passed', atMs);
  }

  /** A person has passed the screening, now or earlier. */
  pass({ guildId, person, atMs }: Activity & { kind: 'passed' }): void {
    if (!this.#deps.vault.isIgnored(guildId, person)) this.#take(guildId, person, 'passed', atMs);
  }

  /** A message of a person was counted. */
  recordMessage(guildId: Snowflake, person: Person, atMs: number, joinedAtMs: number | null): void {
    // Most authors joined long ago. Then the vault, which is slower, is not asked.
    if (joinedAtMs === null || isInFirstDays(atMs, joinedAtMs)) this.#take(guildId, person, 'wrote', atMs);
  }

  /** A counted person leaves. To be called before `Vault.leave`. */
  leave(guildId: Snowflake, person: Person, atMs: number): void {
    this.#take(guildId, person, 'left', atMs);
  }

  /** Subtracts a person's steps from the totals. No more of their steps count this month. */
  takeBack(guildId: Snowflake, person: Person): void {
    const { vault, totals } = this.#deps;
    for (const step of vault.takeBackSteps(guildId, person)) totals.lower(this.#totalOf(guildId, step));
  }

  #take(guildId: Snowflake, person: Person, step: Exclude<NewcomerStep, 'joined'>, atMs: number): void {
    if (this.#deps.vault.takeStep(guildId, person, step, atMs)) this.#count(guildId, step);
  }

  #count(guildId: Snowflake, step: NewcomerStep): void {
    this.#deps.totals.add(this.#totalOf(guildId, step));
  }

  #totalOf(guildId: Snowflake, key: NewcomerStep) {
    return { guildId, metric: 'newcomer_way', key, atMs: startOfMonthMs(this.#deps.vault.month) } as const;
  }
}
