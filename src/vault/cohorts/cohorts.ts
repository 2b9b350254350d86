import type { KeyObject } from 'node:crypto';
import { type MemberNumber, none } from '../../core/counter.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Month, monthOf } from '../../core/time.ts';
import type { Total } from '../../core/total.ts';
import type { IdentityMap } from '../identity-map.ts';
import { saltedHash } from '../salted-hash.ts';
import { Uint32Set } from '../uint32-set.ts';
import { guildOfCohorts } from './cohort-counts.ts';
import { mergedCohorts } from './merged-cohorts.ts';

/** The open month, with its identity map and salt. */
export interface OpenCohorts {
  readonly month: Month;
  readonly map: IdentityMap;
  readonly salt: KeyObject;
}

/**
 * Counts the active members of the open month by the month in which they joined. For each member a mark says that they
 * were counted, but not in which cohort. The counts stay in the vault until the month is sealed. See `Vault` for the
 * methods.
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

  /** The cohorts of these guilds, merged for storing. */
  merged(guildIds: Iterable<Snowflake>): readonly Total[] {
    const { month, map } = this.#opened();
    return Array.from(guildIds, (guildId) =>
      mergedCohorts(map.cohorts.of(this.#of(guildId).guild)).map(({ key, amount }): Total => {
        return { guildId, metric: 'cohort', start: month, channel: none, key, amount };
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

  /** Hashes the number, because nothing else may be known about members in voice. An erased person's is not reused. */
  #markOf(guildId: Snowflake, member: MemberNumber): Buffer {
    return saltedHash(this.#opened().salt, 'mark cohort', guildId, String(member));
  }
}

interface CohortsOfGuild {
  /** The members, plus one each, that this process has counted or found to be counted. */
  readonly met: Uint32Set;
  readonly guild: Buffer;
}

/** The values of a mark. */
const counted = 0;
const takenBack = 1;
