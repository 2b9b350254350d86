import type { MemberNumber } from '../../core/counter.ts';
import type { CounterList } from '../blob/counter-list.ts';
import { roomForMembers } from '../room-for-members.ts';
import type { Sums } from './day-summary.ts';

/** How many members did something, of {@link Sums}. */
export type People = Pick<Sums, 'people' | 'writers' | 'talkers'>;

/**
 * What each member did on one day. Only the table of their places is as long as the range of the numbers, because most
 * guilds are small and a day is closed for each of them.
 */
export class DayMembers {
  /** By member number: the place in the other arrays, plus 1. */
  #places = new Uint32Array(0);
  #length = 0;
  #messages = new Float64Array(64);
  #seconds = new Float64Array(64);
  /** A bit for each hour of the day. */
  #wrote = new Uint32Array(64);
  #talked = new Uint32Array(64);
  /** The places of the members of a run. */
  #ofRun = new Uint32Array(64);

  /** Adds messages of an hour of the day, 0 to 23. Returns their sum. */
  addMessages(hour: number, list: CounterList): number {
    this.#find(list);
    const [places, sums, hours, amounts] = [this.#ofRun, this.#messages, this.#wrote, list.amounts];
    const bit = 1 << hour;
    let total = 0;
    for (let index = 0; index < list.length; index += 1) {
      const place = places[index] as number;
      const amount = amounts[index] as number;
      sums[place] = (sums[place] as number) + amount;
      hours[place] = (hours[place] as number) | bit;
      total += amount;
    }
    return total;
  }

  /** Adds voice of an hour, in milliseconds. Each counter is rounded down to seconds. Returns the sum of the seconds. */
  addVoice(hour: number, list: CounterList): number {
    this.#find(list);
    const [places, sums, hours, amounts] = [this.#ofRun, this.#seconds, this.#talked, list.amounts];
    const bit = 1 << hour;
    let total = 0;
    for (let index = 0; index < list.length; index += 1) {
      const seconds = Math.floor((amounts[index] as number) / 1000);
      if (seconds === 0) continue;
      const place = places[index] as number;
      sums[place] = (sums[place] as number) + seconds;
      hours[place] = (hours[place] as number) | bit;
      total += seconds;
    }
    return total;
  }

  /** The members of the day. */
  ofDay(): People {
    let [people, writers, talkers] = [0, 0, 0];
    for (let place = 0; place < this.#length; place += 1) {
      const wrote = Number(this.#wrote[place] !== 0);
      const talked = Number(this.#talked[place] !== 0);
      writers += wrote;
      talkers += talked;
      people += wrote | talked;
    }
    return { people, writers, talkers };
  }

  /** The members of each hour of the day. */
  ofHours(): readonly People[] {
    const [wrote, talked] = [this.#wrote.subarray(0, this.#length), this.#talked.subarray(0, this.#length)];
    const writers = countBits(wrote);
    const talkers = countBits(talked);
    const people = countBits(wrote.map((hours, place) => hours | (talked[place] as number)));
    return Array.from({ length: 24 }, (_, hour) => ({
      people: people[hour] as number,
      writers: writers[hour] as number,
      talkers: talkers[hour] as number,
    }));
  }

  /** Calls `visit` for each member, ascending, with their sums. Both may be 0. */
  each(visit: (member: MemberNumber, messages: number, seconds: number) => void): void {
    for (let member = 0; member < this.#places.length; member += 1) {
      const place = this.#places[member] as number;
      if (place !== 0) visit(member, this.#messages[place - 1] as number, this.#seconds[place - 1] as number);
    }
  }

  #find({ members, length }: CounterList): void {
    this.#reach(members, length);
    const [places, ofRun] = [this.#places, this.#ofRun];
    for (let index = 0; index < length; index += 1) {
      const member = members[index] as number;
      let place = places[member] as number;
      if (place === 0) {
        this.#length += 1;
        place = this.#length;
        places[member] = place;
      }
      ofRun[index] = place - 1;
    }
  }

  #reach(members: Uint32Array, length: number): void {
    const size = roomForMembers(members, length, this.#places.length);
    if (size !== this.#places.length) this.#places = extended(this.#places, new Uint32Array(size));
    if (length > this.#ofRun.length) this.#ofRun = new Uint32Array(length * 2);
    const most = this.#length + length;
    if (most <= this.#wrote.length) return;
    this.#messages = extended(this.#messages, new Float64Array(most * 2));
    this.#seconds = extended(this.#seconds, new Float64Array(most * 2));
    this.#wrote = extended(this.#wrote, new Uint32Array(most * 2));
    this.#talked = extended(this.#talked, new Uint32Array(most * 2));
  }
}

function extended<Numbers extends Uint32Array | Float64Array>(before: Numbers, after: Numbers): Numbers {
  after.set(before);
  return after;
}

function countBits(hours: Uint32Array): Uint32Array {
  const counts = new Uint32Array(24);
  for (const bits of hours) {
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const hour = 31 - Math.clz32(rest & -rest);
      counts[hour] = (counts[hour] as number) + 1;
    }
  }
  return counts;
}
