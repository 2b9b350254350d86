import { Person } from '../../core/person.ts';
import { isSnowflake, type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import { hourOf } from '../../core/time.ts';
import { type FieldVisitor, JsonFields } from './json-fields.ts';
import type { ChannelReference, OnFault, Row, RowReader } from './row.ts';

/** The header of an export, before its first message. */
export interface ChatExportHead {
  readonly guild: { readonly id: Snowflake; readonly name: string };
  readonly channel: ChannelReference;
  /** The part of the channel's history that was asked for, in milliseconds since the Unix epoch. */
  readonly bounds: ChatExportBounds;
}

export interface ChatExportBounds {
  /** `dateRange.after`; null for the beginning of the channel. */
  readonly fromMs: number | null;
  /** The earlier one of `dateRange.before` and `exportedAt`; null if the file has neither, as those of older versions. */
  readonly toMs: number | null;
}

/** The exporter wrote Discord's number for a type that it did not know yet: replies were 19. */
const countedTypes: readonly unknown[] = ['Default', 'Reply', '0', '19'];

const threadTypes: readonly unknown[] = [
  'GuildNewsThread',
  'GuildPublicThread',
  'GuildPrivateThread',
  '10',
  '11',
  '12',
];
const voiceTypes: readonly unknown[] = ['GuildVoiceChat', 'GuildStageVoice', '2', '13'];

export interface ChatExportOptions {
  readonly onFault: OnFault;
  /** Called instead if nothing after that place can be read. */
  readonly onCutOff: OnFault;
  /** A message that no person wrote: an app's, a webhook's, or a system message. */
  readonly onUncounted: () => void;
}

/**
 * Reads the messages of people from a channel's JSON file by DiscordChatExporter (its JsonMessageWriter.cs): `guild`,
 * `channel`, `dateRange`, `exportedAt`, then `messages`. A thread's parent is stored as its category. Webhooks are marked as bots, like apps;
 * their discriminator, 0000, is no sign, because most people have it by now.
 */
export class ChatExportRows implements RowReader {
  readonly #options: ChatExportOptions;
  readonly #json = new JsonFields(this.#visitor());
  readonly #guild: Record<string, unknown> = {};
  readonly #channel: Record<string, unknown> = {};
  readonly #times: Record<string, unknown> = {};
  #head: ChatExportHead | null = null;
  #hasMessages = false;
  #message: MessageFields = noMessage();
  #messages = 0;
  #rows: Row[] = [];
  /** What was expected at the place where the file stopped being readable; null while it is readable. */
  #brokenBy: string | null = null;
  #isBrokenTold = false;

  constructor(options: ChatExportOptions) {
    this.#options = options;
  }

  /** Null until the first message begins, and for a file without a header. */
  get head(): ChatExportHead | null {
    return this.#head;
  }

  /** Whether the text so far could go on to the messages of an export. */
  get isUnfinished(): boolean {
    return !this.#json.isComplete && !this.#hasMessages;
  }

  get place(): string {
    return `message ${this.#messages}`;
  }

  read(text: string): Row[] {
    if (this.#brokenBy !== null) {
      this.#tellBroken(this.#brokenBy);
      return [];
    }
    try {
      this.#json.read(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#brokenBy = error.message; // Reported once the rows before it have been taken.
    }
    return this.#rows.splice(0);
  }

  end(): Row[] {
    if (this.#brokenBy !== null) this.#tellBroken(this.#brokenBy);
    else if (!this.#json.isComplete) {
      this.#options.onCutOff(`after ${this.place}`, 'expected more: the file is cut off');
    }
    return [];
  }

  #tellBroken(expected: string): void {
    if (this.#isBrokenTold) return;
    this.#isBrokenTold = true;
    this.#options.onCutOff(`after ${this.place}`, `${expected}; nothing of the file is read from there on`);
  }

  #visitor(): FieldVisitor {
    return {
      opened: (path) => {
        if (path.length === 2 && path[1] === 'messages') this.#readHead();
        if (path.length === 3 && path[1] === 'messages') this.#message = noMessage();
      },
      value: (path, key, value) => {
        if (path.length === 2 && path[1] === 'guild') this.#guild[key] = value;
        else if (path.length === 2 && path[1] === 'channel') this.#channel[key] = value;
        else if (path.length === 2 && path[1] === 'dateRange') this.#times[key] = value;
        else if (path.length === 1 && key === 'exportedAt') this.#times[key] = value;
        else if (path[1] === 'messages') this.#take(path, key, value);
      },
      closed: (path) => {
        if (path.length === 3 && path[1] === 'messages') this.#finish();
      },
    };
  }

  #readHead(): void {
    this.#hasMessages = true;
    const { after, before, exportedAt } = this.#times;
    const ends = [timeOf(before), timeOf(exportedAt)].filter((time) => time !== null);
    const bounds = { fromMs: timeOf(after), toMs: ends.length === 0 ? null : Math.min(...ends) };
    this.#head = headOf(this.#guild, this.#channel, bounds);
  }

  #take(path: readonly string[], key: string, value: unknown): void {
    if (path.length === 3 && (key === 'id' || key === 'type')) this.#message[key] = value;
    else if (path[3] !== 'author') return;
    else if (path.length === 4 && key === 'id') this.#message.authorId = value;
    else if (path.length === 4 && key === 'isBot') this.#message.isBot = value;
    else if (path.length === 6 && path[4] === 'roles' && key === 'id') this.#message.roleIds.push(String(value));
  }

  #finish(): void {
    this.#messages += 1;
    const { type, isBot } = this.#message;
    if (typeof type !== 'string') this.#fault('type: expected the type of the message');
    else if (!countedTypes.includes(type) || isBot === true) this.#options.onUncounted();
    else this.#count(this.#message);
  }

  #count({ id, authorId, roleIds }: MessageFields): void {
    if (!isDiscordId(id)) {
      this.#fault('id: expected the id of the message');
    } else if (!isDiscordId(authorId)) {
      this.#fault('author.id: expected the id of a user');
    } else {
      this.#rows.push({
        place: this.#messages,
        hour: hourOf(timeOfSnowflake(id)),
        metric: 'msg',
        channel: this.#head?.channel ?? null,
        member: new Person(authorId),
        amount: 1,
        message: { id, roleIds },
      });
    }
  }

  #fault(expected: string): void {
    this.#options.onFault(this.place, expected);
  }
}

interface MessageFields {
  id: unknown;
  type: unknown;
  authorId: unknown;
  isBot: unknown;
  readonly roleIds: Snowflake[];
}

function noMessage(): MessageFields {
  return { id: null, type: null, authorId: null, isBot: null, roleIds: [] };
}

/** Direct messages have a guild with the id 0. */
function headOf(
  guild: Record<string, unknown>,
  channel: Record<string, unknown>,
  bounds: ChatExportBounds,
): ChatExportHead | null {
  if (!isSnowflake(guild.id) || !isDiscordId(channel.id)) return null;
  const reference = { name: textOf(channel.name), isOfAnyKind: true } as const;
  const guildFacts = { id: guild.id, name: textOf(guild.name) };
  if (threadTypes.includes(channel.type) && isDiscordId(channel.categoryId)) {
    const parent = { id: channel.categoryId, name: textOf(channel.category), kind: 'text' } as const;
    return { guild: guildFacts, channel: { ...reference, ...parent, threadId: channel.id }, bounds };
  }
  const kind = voiceTypes.includes(channel.type) ? 'voice' : 'text';
  return { guild: guildFacts, channel: { ...reference, id: channel.id, kind, threadId: null }, bounds };
}

/** A time with its offset, as `2024-03-10T12:00:00+00:00`. */
function timeOf(value: unknown): number | null {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(timeMs) ? null : timeMs;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Even the first ids of Discord have 15 digits. */
function isDiscordId(value: unknown): value is Snowflake {
  return isSnowflake(value) && value.length >= 15;
}
