import type { FinalChannel, FinalSummaries } from '../../columns/day/final-summaries.ts';
import type { ChannelNumber } from '../../core/counter.ts';

/** A channel in a whole pruned month. What is not known is null. */
export interface KeptChannel {
  readonly people: number | null;
  readonly messages: number | null;
  readonly voiceSeconds: number | null;
}

/** The channels of a whole pruned month, as far as they are kept. */
export class KeptChannels {
  readonly #channels: ReadonlyMap<ChannelNumber, FinalChannel>;
  readonly #others: KeptChannel;
  readonly #isImported: boolean;
  /** The messages in all channels. */
  readonly messages: number;

  constructor({ channels, otherMessages, days, isImported }: FinalSummaries) {
    this.#channels = new Map(channels.map((channel) => [channel.channel, channel]));
    this.messages = channels.reduce((sum, { written }) => sum + (written?.messages ?? 0), otherMessages);
    this.#others = days.every(({ people }) => people === 0) && !isImported ? nothing : notKept;
    this.#isImported = isImported;
  }

  /** The channels that are kept: five people or more were active in them. */
  get numbers(): Iterable<ChannelNumber> {
    return this.#channels.keys();
  }

  of(channel: ChannelNumber): KeptChannel {
    const kept = this.#channels.get(channel);
    if (kept === undefined) return this.#others;
    // What another program did not count is no zero.
    const known = (value: number | undefined) => (value === 0 && this.#isImported ? null : (value ?? null));
    return {
      people: kept.people,
      messages: known(kept.written?.messages),
      voiceSeconds: known(kept.voice?.voiceSeconds),
    };
  }
}

/** What is known of a row with several channels: one person may be in some of them, and small ones are not kept. */
export const notKept: KeptChannel = { people: null, messages: null, voiceSeconds: null };

const nothing: KeptChannel = { people: 0, messages: 0, voiceSeconds: 0 };
