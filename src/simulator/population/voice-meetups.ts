import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs } from '../../core/time.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import { PopularChannels } from './popular-channels.ts';
import type { Resident, Residents } from './residents.ts';
import { sociability } from './rhythm.ts';
import type { SeededRandom } from './seeded-random.ts';

const minuteMs = 60_000;
const perMemberAndDay = 0.02;
const moving = 0.15;
const muting = 0.4;
const withMusic = 0.1;

/** Evenings in voice: a few people meet in a channel, some move to another, all leave in the end. */
export class VoiceMeetups {
  readonly #random: SeededRandom;
  readonly #residents: Residents;
  readonly #channels: PopularChannels;
  #musicUntilMs = 0;

  constructor(random: SeededRandom, residents: Residents, channels: readonly Snowflake[]) {
    this.#random = random;
    this.#residents = residents;
    this.#channels = new PopularChannels(random, channels);
  }

  /** The meetups that begin within a span. */
  plan(fromMs: number, toMs: number): WorldEvent[] {
    if (this.#channels.isEmpty) return [];
    const { members } = this.#residents;
    const mood = members.reduce((sum, member) => sum + sociability(fromMs, member.offsetHours), 0);
    const expected = (mood * perMemberAndDay * (toMs - fromMs)) / dayMs;
    const meetups = Array.from({ length: this.#random.poisson(expected) }, () => this.#meet(fromMs, toMs, members));
    return meetups.flat();
  }

  #meet(fromMs: number, toMs: number, members: readonly Resident[]): WorldEvent[] {
    const startMs = this.#random.between(fromMs, toMs);
    const channel = this.#channels.pick();
    const events: WorldEvent[] = [];
    const isFree = (member: Resident) => member.isMember && member.speaksUntilMs < startMs;
    for (let guest = 0; guest < 2 + this.#random.poisson(1.5); guest++) {
      const member = this.#residents.pick(members.filter(isFree), (resident) => {
        return Math.sqrt(resident.messagesPerDay) * sociability(fromMs, resident.offsetHours);
      });
      if (member) events.push(...this.#attend(member, startMs + this.#random.exponential(8 * minuteMs), channel));
    }
    if (this.#random.happens(withMusic)) events.push(...this.#playMusic(startMs, channel));
    return events;
  }

  #attend(member: Resident, arrivalMs: number, channel: Snowflake): WorldEvent[] {
    const leaveMs = arrivalMs + 2 * minuteMs + this.#random.exponential(55 * minuteMs);
    member.speaksUntilMs = leaveMs;
    const voice = (atMs: number, where: Snowflake | null) => {
      return { atMs: Math.floor(atMs), ev: 'voice', user: member.id, channel: where };
    };
    const middleMs = this.#random.between(arrivalMs, leaveMs);
    const moved = this.#random.happens(moving) ? [voice(middleMs, this.#channels.pick())] : [];
    const muted = this.#random.happens(muting) && moved.length === 0 ? [voice(middleMs, channel)] : [];
    return [voice(arrivalMs, channel), ...muted, ...moved, voice(leaveMs, null)];
  }

  #playMusic(startMs: number, channel: Snowflake): WorldEvent[] {
    if (startMs < this.#musicUntilMs) return [];
    this.#musicUntilMs = startMs + this.#random.exponential(40 * minuteMs);
    const robot = { ev: 'voice', user: this.#residents.bot(2), bot: true };
    return [
      { ...robot, atMs: Math.floor(startMs), channel },
      { ...robot, atMs: Math.floor(this.#musicUntilMs), channel: null },
    ];
  }
}
