import type { MemberNumber } from '../../core/counter.ts';
import type { CounterList } from '../blob/counter-list.ts';
import { extended, withRoomForMembers } from '../room-for-members.ts';
import type { Sums } from './day-summary.ts';

/** How many members did something, of {@link Sums}. */
export type People = Pick<Sums, 'people' | 'writers' | 'talkers'>;

/**
 * What each member did on one day. The table of places is as long as the range of the numbers; all else is as long as the
 * members are many, because most guilds are small and a day is closed for each of them. What is noted of a member lies
 * together, because most of the time is spent waiting for memory.
 */
export class DayMembers {
  /** By member number: the place of the member, plus 1. */
  #places = new Uint32Array(0);
  #length = 0;
  /** For each place: messages, seconds, the hours with messages and those with voice as bits, and the channel's mark. */
  #facts = new Uint32Array(64 * factsPerMember);
  /** Whether a sum did not fit into 32 bits. */
  #isGreat = false;
  /** The mark of a member who did nothing in the current channel. A bit of it is set for each metric. */
  #unmarked = 0;
  readonly #ofChannel = { people: 0, writers: 0, talkers: 0 };

  /** Begins the next channel. */
  beginChannel(): void {
    this.#unmarked += 4;
    Object.assign(this.#ofChannel, { people: 0, writers: 0, talkers: 0 });
  }

  /** The members of the current channel. */
  get ofChannel(): People {
    return { ...this.#ofChannel };
  }

  /** Whether the sum of a member is 2^32 or more. */
  get hasGreatSum(): boolean {
    return this.#isGreat;
  }

  /** Adds messages of an hour of the day, 0 to 23. Returns their sum. */
  addMessages(hour: number, list: CounterList): number {
    return this.#add(list, messages, hour, 1);
  }

  /** Adds voice of an hour, in milliseconds. Each counter is rounded down to seconds. Returns the sum of the seconds. */
  addVoice(hour: number, list: CounterList): number {
    return this.#add(list, voice, hour, 1000);
  }

  /** The members of the day. */
  ofDay(): People {
    const facts = this.#facts;
    let [people, writers, talkers] = [0, 0, 0];
    for (let at = 0; at < this.#length * factsPerMember; at += factsPerMember) {
      const wrote = Number(facts[at + hours + messages] !== 0);
      const talked = Number(facts[at + hours + voice] !== 0);
      writers += wrote;
      talkers += talked;
      people += wrote | talked;
    }
    return { people, writers, talkers };
  }

  /** The members of each hour of the day. */
  ofHours(): readonly People[] {
    const facts = this.#facts;
    const [people, writers, talkers] = [new Uint32Array(24), new Uint32Array(24), new Uint32Array(24)];
    for (let at = 0; at < this.#length * factsPerMember; at += factsPerMember) {
      const wrote = facts[at + hours + messages] as number;
      const talked = facts[at + hours + voice] as number;
      countBits(wrote, writers);
      if (talked === 0) {
        countBits(wrote, people);
      } else {
        countBits(talked, talkers);
        countBits(wrote | talked, people);
      }
    }
    return Array.from({ length: 24 }, (_, hour) => ({
      people: people[hour] as number,
      writers: writers[hour] as number,
      talkers: talkers[hour] as number,
    }));
  }

  /** The end of the member numbers, exclusive. */
  get room(): number {
    return this.#places.length;
  }

  /** Calls `visit` for each member from `from` to `to`, excluded, ascending, with their sums. Both may be 0. */
  each(from: number, to: number, visit: (member: MemberNumber, messages: number, seconds: number) => void): void {
    const facts = this.#facts;
    for (let member = from; member < Math.min(to, this.#places.length); member += 1) {
      const place = this.#places[member] as number;
      if (place === 0) continue;
      const at = (place - 1) * factsPerMember;
      visit(member, facts[at + messages] as number, facts[at + voice] as number);
    }
  }

  #add({ members, amounts, length }: CounterList, metric: Metric, hour: number, units: 1 | 1000): number {
    this.#reach(members, length);
    const [places, facts, unmarked] = [this.#places, this.#facts, this.#unmarked];
    const [ofHour, ofMetric] = [1 << hour, 1 << metric];
    let [found, total, first, again] = [this.#length, 0, 0, 0];
    for (let index = 0; index < length; index += 1) {
      const amount = units === 1 ? (amounts[index] as number) : Math.floor((amounts[index] as number) / units);
      const member = members[index] as number;
      if (amount === 0) continue;
      total += amount;
      let place = places[member] as number;
      if (place === 0) {
        found += 1;
        place = found;
        places[member] = place;
      }
      const at = (place - 1) * factsPerMember;
      const sum = (facts[at + metric] as number) + amount;
      if (sum >= sumLimit) this.#isGreat = true;
      facts[at + metric] = sum;
      facts[at + hours + metric] = (facts[at + hours + metric] as number) | ofHour;
      const mark = facts[at + marks] as number;
      if (mark < unmarked) {
        facts[at + marks] = unmarked | ofMetric;
        first += 1;
      } else if ((mark & ofMetric) === 0) {
        facts[at + marks] = mark | ofMetric;
        again += 1;
      }
    }
    this.#length = found;
    this.#ofChannel.people += first;
    if (metric === messages) this.#ofChannel.writers += first + again;
    else this.#ofChannel.talkers += first + again;
    return total;
  }

  #reach(members: Uint32Array, length: number): void {
    this.#places = withRoomForMembers(this.#places, members, length);
    const most = (this.#length + length) * factsPerMember;
    if (most > this.#facts.length) this.#facts = extended(this.#facts, most * 2);
  }
}

/** A sum that does not fit. */
const sumLimit = 2 ** 32;

/** Half a line of the processor's cache. */
const factsPerMember = 8;

/** Where the sum of a metric is in the facts of a member; its hours are 2 behind. */
type Metric = typeof messages | typeof voice;
const messages = 0;
const voice = 1;
const hours = 2;
const marks = 4;

function countBits(bits: number, counts: Uint32Array): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const hour = 31 - Math.clz32(rest & -rest);
    counts[hour] = (counts[hour] as number) + 1;
  }
}
