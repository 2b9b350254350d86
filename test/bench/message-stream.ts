import { firstSnowflakeAt, type Snowflake } from '../../src/core/snowflake.ts';
import { SeededRandom } from '../../src/simulator/population/seeded-random.ts';

/** Where and when a stream of messages is written. */
export interface StreamOptions {
  readonly seed: number;
  readonly guildId: Snowflake;
  readonly channelIds: readonly Snowflake[];
  readonly authors: number;
  /** The instant of the first message; each of the others comes a millisecond after the one before. */
  readonly startMs: number;
  /** The sequence number of the first message. */
  readonly sequence: number;
}

/**
 * MESSAGE_CREATE as Discord sends it (gateway version 10, JSON, not compressed), about 890 bytes each, in the frames of
 * RFC 6455. A few authors and channels are busy and most are not, and everybody writes in a few channels only; one message in
 * four is a reply with a mention, and one in ten has letters beyond ASCII. The same for the same options.
 */
export class MessageStream {
  readonly #options: StreamOptions;
  readonly #random: SeededRandom;
  readonly #authors: readonly Author[];
  readonly #startId: bigint;
  #messages = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#authors = Array.from({ length: options.authors }, (_, rank) => ({
      user: this.#user(rank),
      member: this.#member(),
      channelIds: Array.from({ length: 4 }, () => options.channelIds[this.#rank(options.channelIds.length)] ?? ''),
    }));
    this.#startId = BigInt(firstSnowflakeAt(options.startMs));
  }

  /** The sequence number of the last message. */
  get lastSequence(): number {
    return this.#options.sequence + this.#messages - 1;
  }

  /** The next messages. */
  next(count: number): Buffer {
    return Buffer.concat(Array.from({ length: count }, () => textFrame(this.#message())));
  }

  #message(): string {
    const { guildId, startMs, sequence } = this.#options;
    const number = this.#messages;
    this.#messages += 1;
    const id = String(this.#startId + (BigInt(number) << 22n) + BigInt(Math.floor(this.#random.next() * 4096)));
    const timestamp = `${new Date(startMs + number).toISOString().slice(0, -1)}000+00:00`;
    const author = this.#author();
    const channelId = author.channelIds[this.#rank(author.channelIds.length)];
    const isReply = this.#random.next() < 0.25;
    const reference = isReply
      ? `"message_reference":{"type":0,"message_id":"${this.#startId}","guild_id":"${guildId}","channel_id":"${channelId}"},`
      : '';
    return (
      `{"t":"MESSAGE_CREATE","s":${sequence + number},"op":0,"d":{"type":${isReply ? 19 : 0},"tts":false,` +
      `"timestamp":"${timestamp}","pinned":false,${reference}"nonce":"${id}",` +
      `"mentions":[${isReply ? this.#author().user : ''}],"mention_roles":[],"mention_everyone":false,` +
      `"member":${author.member},"id":"${id}","flags":0,"embeds":[],"edited_timestamp":null,` +
      `"content":"${this.#words()}","components":[],"channel_type":0,"channel_id":"${channelId}",` +
      `"author":${author.user},"attachments":[],"guild_id":"${guildId}"}}`
    );
  }

  #author(): Author {
    return this.#authors[this.#rank(this.#authors.length)] as Author;
  }

  #words(): string {
    const count = 2 + Math.floor(this.#random.next() * 14);
    const text = Array.from({ length: count }, () => words[this.#rank(words.length)]).join(' ');
    return this.#random.next() < 0.1 ? `${text} – très bien` : text;
  }

  #user(rank: number): string {
    return (
      `{"username":"member_${rank}","public_flags":0,"primary_guild":null,"id":"${this.#id()}",` +
      `"global_name":"Member ${rank}","discriminator":"0","collectibles":null,` +
      `"avatar_decoration_data":null,"avatar":"${this.#hex(32)}"}`
    );
  }

  #member(): string {
    const roles = Array.from({ length: Math.floor(this.#random.next() * 4) }, () => `"${this.#id()}"`);
    return (
      `{"roles":[${roles.join()}],"premium_since":null,"pending":false,"nick":null,"mute":false,` +
      '"joined_at":"2024-02-03T11:22:33.444000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,' +
      '"banner":null,"avatar":null}'
    );
  }

  /** Small ranks come more often than great ones. */
  #rank(count: number): number {
    return Math.floor(count * this.#random.next() ** 2);
  }

  #id(): Snowflake {
    return String(BigInt(Math.floor(this.#random.next() * 2 ** 30)) * 2n ** 29n + 2n ** 59n);
  }

  #hex(length: number): string {
    return Array.from({ length }, () => Math.floor(this.#random.next() * 16).toString(16)).join('');
  }
}

interface Author {
  /** As JSON. */
  readonly user: string;
  /** As JSON. */
  readonly member: string;
  readonly channelIds: readonly Snowflake[];
}

/** A whole text in one frame, not masked, as a server sends it (RFC 6455, section 5.2). */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length < 126 || payload.length > 0xffff) throw new RangeError('a text of this length is not written');
  return Buffer.concat([Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]), payload]);
}

const words = (
  'the i to a and of it is that you in for this have not be on but just with so like what was if can me my do no get they ' +
  'all we lol yeah think there good one how when would out up about game time know server people really need works today'
).split(' ');
