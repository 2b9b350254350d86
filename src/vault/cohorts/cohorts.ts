import type { KeyObject } from 'node:crypto';
import type { MemberNumber } from '../../core/counter.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Month, monthOf } from '../../core/time.ts';
import type { Total } from '../../core/total.ts';
import type { IdentityMap } from '../identity-map.ts';
import { saltedHash } from '../salted-hash.ts';
import { Uint32Set } from '../uint32-set.ts';
import { guildOfCohorts } from './cohort-counts.ts';
import { mergedCohorts } from './merged-cohorts.ts';

/** The open month, and where what is known in it is. */
export interface OpenCohorts {
  readonly month: Month;
  readonly map: IdentityMap;
  readonly salt: KeyObject;
}

/**
 * The active members of the open month by the month in which they joined. Of a member it is kept that they were counted, and
 * not under which month. The counts stay in the vault until the month is sealed. The methods are those of `Vault`.
 */
export class Cohorts {
  readonly #opened: () => OpenCohorts;
  readonly #guilds = new Map<Snowflake, CohortsOfGuild>();

  constructor(opened: () => OpenCohorts) {
    this.#opened = opened;
  }

  count(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void {
    const { met, guild } = this.#of(guildId);
    if (!met.add(member + 1)) return;
    const { month, map } = this.#opened();
    const mark = this.#markOf(guildId, member);
    if (map.markOf(mark) !== undefined) return;
    map.setMark(mark, counted);
    map.cohorts.change(guild, Math.min(monthOf(joinedAtMs), month), 1);
  }

  takeBack(guildId: Snowflake, member: MemberNumber, joinedAtMs: number): void {
    const { month, map } = this.#opened();
    const mark = this.#markOf(guildId, member);
    const before = map.markOf(mark);
    if (before !== takenBack) map.setMark(mark, takenBack);
    if (before === counted) map.cohorts.change(this.#of(guildId).guild, Math.min(monthOf(joinedAtMs), month), -1);
  }

  /** What may be stored of these guilds' members. */
  merged(guildIds: Iterable<Snowflake>): readonly Total[] {
    const { month, map } = this.#opened();
    return Array.from(guildIds, (guildId) =>
      mergedCohorts(map.cohorts.of(this.#of(guildId).guild)).map(({ key, amount }): Total => {
        return { guildId, metric: 'cohort', start: month, channel: 0, key, amount };
      }),
    ).flat();
  }

  /** Forgets the month. */
  end(): void {
    this.#guilds.clear();
  }

  #of(guildId: Snowflake): CohortsOfGuild {
    const known = this.#guilds.get(guildId);
    if (known !== undefined) return known;
    const guild = { met: new Uint32Set(), guild: guildOfCohorts(this.#opened().salt, guildId) };
    this.#guilds.set(guildId, guild);
    return guild;
  }

  /** Of a number, for of those in voice it may be all that is known. Nobody gets it again who is erased. */
  #markOf(guildId: Snowflake, member: MemberNumber): Buffer {
    return saltedHash(this.#opened().salt, 'mark cohort', guildId, String(member));
  }
}

interface CohortsOfGuild {
  /** The members, each plus one, who were asked for in this process: they are counted. */
  readonly met: Uint32Set;
  readonly guild: Buffer;
}

/** What a mark says. */
const counted = 0;
const takenBack = 1;
