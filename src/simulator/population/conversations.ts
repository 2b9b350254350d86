import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, hourMs } from '../../core/time.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import {
  averageMessages,
  type ConversationDeps,
  type ConversationPlace,
  converse,
  type PlannedEvent,
} from './conversation.ts';
import { PopularChannels } from './popular-channels.ts';
import type { Resident, Residents } from './residents.ts';
import { liveliness } from './rhythm.ts';
import { runningSums, type SeededRandom } from './seeded-random.ts';

const inThread = 0.04;
const inThreadOfFirst = 0.03;
const botMessagesPerHour = 0.7;

/** The messages: conversations of a few people, in channels of very different popularity, and messages of apps. */
export class Conversations {
  readonly #random: SeededRandom;
  readonly #residents: Residents;
  readonly #channels: PopularChannels;
  #threads = 0;
  #names = 0;

  constructor(random: SeededRandom, residents: Residents, channels: readonly Snowflake[]) {
    this.#random = random;
    this.#residents = residents;
    this.#channels = new PopularChannels(random, channels);
  }

  /** The conversations that begin within a span. */
  plan(fromMs: number, toMs: number): PlannedEvent[] {
    if (this.#channels.isEmpty) return [];
    const { members } = this.#residents;
    const sums = runningSums(
      members.map(({ messagesPerDay, offsetHours }) => messagesPerDay * liveliness(fromMs, offsetHours)),
    );
    const expected = ((sums.at(-1) ?? 0) * (toMs - fromMs)) / dayMs;
    const conversations = Array.from({ length: this.#random.poisson(expected / averageMessages) }, () =>
      this.#converse(fromMs, toMs, members, sums),
    );
    return [...conversations.flat(), ...this.#planBots(fromMs, toMs)];
  }

  #converse(fromMs: number, toMs: number, members: readonly Resident[], sums: readonly number[]): PlannedEvent[] {
    const random = this.#random;
    const pickReader = () => members[random.weighted(sums)]?.id ?? '';
    const deps: ConversationDeps = {
      random,
      newName: () => `m${++this.#names}`,
      pickChannel: () => this.#channels.pick(),
      pickReader,
    };
    const circle = Array.from({ length: 1 + random.poisson(1.8) }, pickReader);
    return converse(deps, circle, this.#place(), random.between(fromMs, toMs));
  }

  #planBots(fromMs: number, toMs: number): PlannedEvent[] {
    const expected = (botMessagesPerHour * (toMs - fromMs)) / hourMs;
    return Array.from({ length: this.#random.poisson(expected) }, (_, index) => ({
      event: {
        atMs: Math.floor(this.#random.between(fromMs, toMs)),
        ev: 'msg',
        user: this.#residents.bot(index % 3),
        channel: this.#channels.pick(),
        bot: true,
        ...(index % 3 === 2 && { webhook: true }),
      },
    }));
  }

  #place(): ConversationPlace {
    const channel = this.#channels.pick();
    const kind = this.#random.next();
    if (kind >= inThread) return { channel, isInThreadOfFirst: kind < inThread + inThreadOfFirst };
    this.#threads += 1;
    const thread = snowflakeOfName('channel', `thread ${this.#threads} of ${channel}`);
    return { channel, thread, isInThreadOfFirst: false };
  }
}
