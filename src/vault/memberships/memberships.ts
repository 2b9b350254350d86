import type { KeyObject } from 'node:crypto';
import { isInFirstDays, isNewcomer, type NewcomerStep } from '../../core/membership/newcomer.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { IdentityMap } from '../identity-map.ts';
import { saltedGuild, saltedHash } from '../salted-hash.ts';
import type { Entry } from '../vault.ts';
import { packMembership, unpackMembership } from './known-memberships.ts';
import { newWay, packWay, stepsOf, unpackWay, withStep } from './newcomer-way.ts';

/** The identity map of the open month, and its salt. */
export interface OpenMemberships {
  readonly map: IdentityMap;
  readonly salt: KeyObject;
}

/** Tracks joins and leaves in the open month, and the steps of newcomers. See `Vault` for the methods. */
export class Memberships {
  readonly #opened: () => OpenMemberships;

  constructor(opened: () => OpenMemberships) {
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
    // A step may seem to precede the join, because the clocks differ. But a message may really be of an earlier stay.
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

  /** Whether no event of the guild was missed since the membership was noted. */
  #holds(hash: Buffer, guildId: Snowflake): boolean {
    const { map, salt } = this.#opened();
    return map.holdsMembership(hash, saltedGuild(salt, 'break guild', guildId));
  }

  #hash(domain: 'membership' | 'mark newcomer', guildId: Snowflake, userId: Snowflake): Buffer {
    return saltedHash(this.#opened().salt, domain, guildId, userId);
  }
}
