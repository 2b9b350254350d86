import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, hourMs } from '../../core/time.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import { PopularChannels } from './popular-channels.ts';
import type { Resident, Residents } from './residents.ts';
import { liveliness } from './rhythm.ts';
import type { SeededRandom } from './seeded-random.ts';

const averageMessages = 9;
const averagePauseMs = 40_000;
const inThread = 0.04;
const botMessagesPerHour = 0.7;

/** What is written: in conversations of a few people, in channels of very different popularity, and by apps. */
export class Conversations {
  readonly #random: SeededRandom;
  readonly #residents: Residents;
  readonly #channels: PopularChannels;
  #threads = 0;

  constructor(random: SeededRandom, residents: Residents, channels: readonly Snowflake[]) {
    this.#random = random;
    this.#residents = residents;
    this.#channels = new PopularChannels(random, channels);
  }

  /** The conversations that begin within a span. */
  plan(fromMs: number, toMs: number): WorldEvent[] {
    if (this.#channels.isEmpty) return [];
    const { members } = this.#residents;
    let messagesPerDay = 0;
    const runningSums = members.map((member) => {
      messagesPerDay += member.messagesPerDay * liveliness(fromMs, member.offsetHours);
      return messagesPerDay;
    });
    const expected = (messagesPerDay * (toMs - fromMs)) / dayMs;
    const conversations = Array.from({ length: this.#random.poisson(expected / averageMessages) }, () =>
      this.#converse(fromMs, toMs, members, runningSums),
    );
    return [...conversations.flat(), ...this.#planBots(fromMs, toMs)];
  }

  #converse(fromMs: number, toMs: number, members: readonly Resident[], runningSums: readonly number[]): WorldEvent[] {
    const circle = Array.from({ length: 1 + this.#random.poisson(1.8) }, () => this.#random.weighted(runningSums));
    const place = this.#place();
    const length = 1 + Math.floor(this.#random.exponential(averageMessages - 0.5));
    let atMs = this.#random.between(fromMs, toMs);
    return Array.from({ length }, (_, index) => {
      const speaker = members[circle[index === 0 ? 0 : Math.floor(this.#random.between(0, circle.length))] ?? 0];
      const event = { atMs: Math.floor(atMs), ev: 'msg', user: speaker?.id ?? '', ...place };
      atMs += this.#random.exponential(averagePauseMs);
      return event;
    });
  }

  #planBots(fromMs: number, toMs: number): WorldEvent[] {
    const expected = (botMessagesPerHour * (toMs - fromMs)) / hourMs;
    return Array.from({ length: this.#random.poisson(expected) }, (_, index) => ({
      atMs: Math.floor(this.#random.between(fromMs, toMs)),
      ev: 'msg',
      user: this.#residents.bot(index % 2),
      channel: this.#channels.pick(),
      bot: true,
    }));
  }

  #place(): { channel: Snowflake; thread?: Snowflake } {
    const channel = this.#channels.pick();
    if (!this.#random.happens(inThread)) return { channel };
    this.#threads += 1;
    return { channel, thread: snowflakeOfName('channel', `thread ${this.#threads} of ${channel}`) };
  }
}
