import type { ChannelNumber, MemberNumber } from '../../src/core/counter.ts';
import { type Hour, type HourRange, hoursOfMonth, type Month } from '../../src/core/time.ts';
import { SeededRandom } from '../../src/simulator/population/seeded-random.ts';

/** How large a month to generate. */
export interface MonthSize {
  readonly seed: number;
  readonly counters: number;
  readonly members: number;
  readonly channels: number;
}

/** March 2026. */
export const benchMonth: Month = 2026 * 12 + 2;
export const benchHours: HourRange = hoursOfMonth(benchMonth);

/** The counters of one hour, ascending by event, channel and member; every array as long as the others. */
export interface GeneratedHour {
  readonly hour: Hour;
  readonly length: number;
  /** Whether a counter is of voice, in milliseconds, or of messages. */
  readonly isVoice: Uint8Array;
  readonly channels: Uint32Array;
  readonly members: Uint32Array;
  readonly amounts: Uint32Array;
}

/**
 * An invented month hour by hour, the same for the same size: few members and channels are busy and most are not (after
 * Zipf), by day more than by night, at the weekend more than on a Monday. Every fifth channel is one of voice.
 */
export function* generatedMonth({ seed, counters, members, channels }: MonthSize): Generator<GeneratedHour> {
  const random = new SeededRandom(seed);
  const numbers = memberNumbers(seed, members);
  const someMember = zipf(members, 0.95, random);
  const someChannel = zipf(channels, 1, random);
  const weights = hourlyWeights();
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  let owed = 0;
  for (const [index, weight] of weights.entries()) {
    owed += (counters * weight) / weightSum;
    const count = Math.round(owed);
    owed -= count;
    const keys = new Set<number>();
    while (keys.size < count) {
      const channel = someChannel();
      const voiceFirst = isVoiceChannel(channel) ? channels : 0;
      keys.add((voiceFirst + channel) * 2 ** 24 + (numbers[someMember()] as number));
    }
    yield hourOf(benchHours.from + index, Float64Array.from(keys).sort(), channels, random);
  }
}

/** The members' numbers, at random and at most half of a power of two, as the vault draws them. */
export function memberNumbers(seed: number, members: number): Uint32Array {
  const random = new SeededRandom(seed + 1);
  const size = 2 ** Math.max(16, Math.ceil(Math.log2(members * 2)));
  const taken = new Uint8Array(size);
  return Uint32Array.from({ length: members }, () => {
    let number = Math.floor(random.next() * size);
    while (taken[number] === 1) number = Math.floor(random.next() * size);
    taken[number] = 1;
    return number;
  });
}

/** The kind of the channel with this number. */
export function kindOfChannel(number: ChannelNumber): 'text' | 'voice' {
  return isVoiceChannel(number - 1) ? 'voice' : 'text';
}

function isVoiceChannel(rank: number): boolean {
  return rank % 5 === 4;
}

function hourOf(hour: Hour, keys: Float64Array, channels: number, random: SeededRandom): GeneratedHour {
  const isVoice = new Uint8Array(keys.length);
  const channelNumbers = new Uint32Array(keys.length);
  const members = new Uint32Array(keys.length);
  const amounts = new Uint32Array(keys.length);
  keys.forEach((key, index) => {
    const place = Math.floor(key / 2 ** 24);
    const member: MemberNumber = key - place * 2 ** 24;
    isVoice[index] = Number(place >= channels);
    channelNumbers[index] = (place % channels) + 1;
    members[index] = member;
    // Most write once or twice in an hour; a stay in voice takes from a moment to the whole hour.
    amounts[index] =
      place >= channels
        ? 1 + Math.floor(random.next() * 3_600_000)
        : 1 + Math.floor(-Math.log(1 - random.next()) * 1.5);
  });
  return { hour, length: keys.length, isVoice, channels: channelNumbers, members, amounts };
}

function hourlyWeights(): number[] {
  return Array.from({ length: benchHours.to - benchHours.from }, (_, index) => {
    const ofDay = 1 + 0.8 * Math.sin(((index - 9) / 12) * Math.PI);
    const isWeekend = [5, 6].includes((Math.floor((benchHours.from + index) / 24) + 3) % 7);
    return ofDay * (isWeekend ? 1.3 : 1);
  });
}

/** Draws ranks from [0, count), of which the n-th comes with a chance of n to the power of minus `exponent`. */
function zipf(count: number, exponent: number, random: SeededRandom): () => number {
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += (rank + 1) ** -exponent;
    cumulative[rank] = sum;
  }
  return () => {
    const wanted = random.next() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] as number) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
