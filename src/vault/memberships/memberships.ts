import type { KeyObject } from 'node:crypto';
import { isInFirstDays, isNewcomer, type NewcomerStep } from '../../core/membership/newcomer.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { IdentityMap } from '../identity-map.ts';
import { saltedGuild, saltedHash } from '../salted-hash.ts';
import type { Entry } from '../vault.ts';
import { packMembership, unpackMembership } from './membership.ts';
import { newWay, packWay, stepsOf, unpackWay, withStep } from './newcomer-way.ts';

/** Where the memberships of the open month are, and its salt. */
export interface MembershipsAtHand {
  readonly map: IdentityMap;
  readonly salt: KeyObject;
}

/** Who comes and goes in the open month, and what newcomers do. The methods are those of `Vault`. */
export class Memberships {
  readonly #opened: () => MembershipsAtHand;

  constructor(opened: () => MembershipsAtHand) {
    this.#opened = opened;
  }

  enter(guildId: Snowflake, userId: Snowflake, joinedAtMs: number, isCounted: boolean): Entry {
    const { map } = this.#opened();
    const hash = this.#hash('membership', guildId, userId);
    const { isIn, hasJoined, joinedAtMs: latestMs } = unpackMembership(map.membershipOf(hash) ?? 0);
    if (joinedAtMs <= latestMs) return 'nothing';
    const isKnown = isIn && this.#holds(hash, guildId);
    const isJoin = !isKnown && isCounted;
    map.setMembership(hash, packMembership({ isIn: true, hasJoined: hasJoined || isJoin, joinedAtMs }));
    if (hasJoined) this.#endWay(guildId, userId);
    else if (isJoin && isNewcomer(joinedAtMs))
      map.setMark(this.#hash('mark newcomer', guildId, userId), packWay(newWay));
    if (isKnown) return 'nothing';
    return hasJoined ? 'again' : 'first';
  }

  leave(guildId: Snowflake, userId: Snowflake): boolean {
    const { map } = this.#opened();
    const hash = this.#hash('membership', guildId, userId);
    const packed = map.membershipOf(hash);
    const known = unpackMembership(packed ?? 0);
    const isOut = packed !== undefined && !known.isIn;
    if (isOut && this.#holds(hash, guildId)) return false;
    map.setMembership(hash, packMembership({ ...known, isIn: false }));
    if (known.hasJoined) this.#endWay(guildId, userId);
    return true;
  }

  takeStep(guildId: Snowflake, userId: Snowflake, step: Exclude<NewcomerStep, 'joined'>, atMs: number): boolean {
    const { map } = this.#opened();
    const hash = this.#hash('mark newcomer', guildId, userId);
    const way = withStep(unpackWay(map.markOf(hash) ?? 0), step);
    if (way === null) return false;
    const { joinedAtMs } = unpackMembership(map.membershipOf(this.#hash('membership', guildId, userId)) ?? 0);
    // By this machine's clock, a step may seem to come before the join; a message may in fact be of an earlier stay.
    if (!isInFirstDays(step === 'wrote' ? atMs : Math.max(atMs, joinedAtMs), joinedAtMs)) return false;
    map.setMark(hash, packWay(way));
    return true;
  }

  takeBackSteps(guildId: Snowflake, userId: Snowflake): readonly NewcomerStep[] {
    const { map } = this.#opened();
    const hash = this.#hash('mark newcomer', guildId, userId);
    const steps = stepsOf(unpackWay(map.markOf(hash) ?? 0));
    if (steps.length > 0) map.setMark(hash, 0);
    return steps;
  }

  #endWay(guildId: Snowflake, userId: Snowflake): void {
    const { map } = this.#opened();
    const hash = this.#hash('mark newcomer', guildId, userId);
    const way = unpackWay(map.markOf(hash) ?? 0);
    if (way.state === 'going') map.setMark(hash, packWay({ ...way, state: 'ended' }));
  }

  /** Whether the guild was seen without a break since its member's coming or going was noted. */
  #holds(hash: Buffer, guildId: Snowflake): boolean {
    const { map, salt } = this.#opened();
    return map.holdsMembership(hash, saltedGuild(salt, 'break guild', guildId));
  }

  #hash(domain: 'membership' | 'mark newcomer', guildId: Snowflake, userId: Snowflake): Buffer {
    return saltedHash(this.#opened().salt, domain, guildId, userId);
  }
}
