import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs } from '../../core/time.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import type { Resident, Residents } from './residents.ts';
import type { SeededRandom } from './seeded-random.ts';

const kicksPerMemberAndDay = 0.0004;
const bansPerMemberAndDay = 0.0006;
const timeoutsPerMemberAndDay = 0.001;
/** The share of recent members among those whom moderators remove or time out. */
const lately = 0.7;
const latelyMs = 7 * dayMs;
/** The durations of time-outs in seconds, as Discord offers them. */
const silences = [60, 300, 600, 3600, 86_400];

/** The moderators of the community: now and then they remove a member or time one out. */
export class Moderators {
  readonly #random: SeededRandom;
  readonly #residents: Residents;

  constructor(random: SeededRandom, residents: Residents) {
    this.#random = random;
    this.#residents = residents;
  }

  /** Gives them their role. */
  begin(atMs: number, roleId: Snowflake): WorldEvent[] {
    return this.#residents.moderators.map(({ id }) => ({ atMs, ev: 'roles', user: id, roles: [roleId] }));
  }

  plan(fromMs: number, toMs: number): WorldEvent[] {
    const memberDays = this.#residents.members.length * ((toMs - fromMs) / dayMs);
    return [
      ...this.#several(memberDays * kicksPerMemberAndDay, fromMs, toMs, { ev: 'part', how: 'kick' }),
      ...this.#several(memberDays * bansPerMemberAndDay, fromMs, toMs, { ev: 'part', how: 'ban' }),
      ...this.#several(memberDays * timeoutsPerMemberAndDay, fromMs, toMs, { ev: 'timeout' }),
    ];
  }

  #several(expected: number, fromMs: number, toMs: number, what: Pick<WorldEvent, 'ev' | 'how'>): WorldEvent[] {
    const events = Array.from({ length: this.#random.poisson(expected) }, () => {
      const atMs = Math.floor(this.#random.between(fromMs, toMs));
      const user = this.#pickTarget(atMs)?.id;
      const by = this.#random.oneOf(this.#residents.moderators)?.id;
      if (user === undefined || by === undefined) return [];
      const amount = what.ev === 'timeout' ? { amount: this.#random.oneOf(silences) ?? 0 } : {};
      return [{ atMs, user, by, ...what, ...amount }];
    });
    return events.flat();
  }

  #pickTarget(atMs: number): Resident | undefined {
    const others = this.#residents.members.filter(({ isModerator }) => !isModerator);
    const newcomers = others.filter(({ joinedAtMs }) => joinedAtMs > atMs - latelyMs);
    return this.#random.oneOf(newcomers.length > 0 && this.#random.happens(lately) ? newcomers : others);
  }
}
