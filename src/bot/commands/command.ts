import type { API, APIEmbed, ChannelType } from '@discordjs/core';
import type { Erasure } from '../../collect/erasure.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { SettingChanges } from '../../collect/setting-changes.ts';
import type { BackfillProgress } from '../../core/backfill/backfill-progress.ts';
import type { Channel, ChannelView } from '../../core/channel.ts';
import type { Clock } from '../../core/clock.ts';
import type { StoreUnavailable } from '../../core/errors.ts';
import type { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Refusal } from '../../gateway/refusals.ts';
import type { OptionalIntent } from '../../gateway/rest/application.ts';
import type { Questions } from '../../query/questions.ts';
import type { CatchUpProgress } from '../../render/catch-up-notes.ts';
import type { Rasterizer } from '../../render/charts/rasterizer.ts';
import type { Exporter } from '../../render/files/exporter.ts';
import type { MessageKey, Words } from '../../render/words.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { Vault } from '../../vault/vault.ts';
import type { ButtonRow } from '../buttons/button.ts';
import type { Audience } from '../rights.ts';

/** A command of Census, typed or as a slash command. */
export interface Command {
  readonly name: string;
  /** One line, at most 100 characters. */
  readonly summary: MessageKey;
  /** The text that `.help` adds to the summary. */
  readonly details: MessageKey;
  readonly audience: Audience;
  /** Whether it reads the counters. One heavy command per audience runs at a time in a guild. */
  readonly isHeavy: boolean;
  /** Null if the command cannot be typed. */
  readonly typed: TypedForm | null;
  /** Null if there is no slash command. */
  readonly slash: SlashForm | null;
  /** Whether buttons may use it, with the options of its slash command. None of these may be about a person. */
  readonly hasButtons?: boolean;
  /** The kind of answer that these options lead to. */
  answersWith(options: Options): AnswerKind;
  /** @throws {UserError} if the person's request is invalid. */
  run(request: CommandRequest, services: CommandServices): Promise<Answer>;
  /** Suggestions for the option `name` while it is being typed, at most 25. */
  suggest?(
    name: string,
    typed: string,
    request: SuggestionRequest,
    services: CommandServices,
  ): Promise<readonly Suggestion[]>;
}

export type AnswerKind = 'text' | 'embed' | 'file';

export interface TypedForm {
  /** The text after the prefix, as in `report <type> <channel|all> [daterange]`. */
  readonly usage: MessageKey;
  /** Texts after the prefix, one a line. */
  readonly examples: MessageKey;
  /**
   * Parses the text after the name.
   *
   * @throws {UserError} if it is invalid.
   */
  parse(text: string): Options;
}

export interface SlashForm {
  /** Empty if there are subcommands. */
  readonly options: readonly SlashOption[];
  /** The subcommands, if it has any. The used one is the option {@link subcommandOption}. */
  readonly subcommands?: readonly Subcommand[];
  /** Whether only the asker sees the answer. */
  readonly isEphemeral: boolean;
  /** Whether moderators also get an answer outside mod channels, visible only to them. */
  readonly isPrivateElsewhere?: boolean;
}

/** The part of a slash command that has options of its own, as `/event add`. */
export interface Subcommand {
  readonly name: string;
  /** At most 100 characters. */
  readonly description: MessageKey;
  readonly options: readonly SlashOption[];
}

/** The name of the option that says which subcommand was used. No option of a command is called so. */
export const subcommandOption = 'subcommand';

/** An option of a slash command. */
export interface SlashOption {
  readonly name: string;
  readonly kind: 'text' | 'flag' | 'role' | 'channel' | 'member';
  /** At most 100 characters. */
  readonly description: MessageKey;
  readonly isRequired?: boolean;
  /** Whether {@link Command.suggest} has suggestions for it. */
  readonly isSuggested?: boolean;
  /** The only values of a text. One without a key is shown by its label, or as it is, in every language. */
  readonly choices?: readonly { readonly value: string; readonly name?: MessageKey; readonly label?: string }[];
  readonly channelTypes?: readonly ChannelType[];
  /** The longest text, in characters. */
  readonly mostCharacters?: number;
}

/** The given options, by name of the slash command's option. Roles, channels and members are ids. */
export type Options = ReadonlyMap<string, string>;

export interface CommandRequest {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  /** The asker. */
  readonly person: Person;
  /** When the asker joined, in milliseconds since the Unix epoch; null if Discord does not say. */
  readonly joinedAtMs: number | null;
  /** The channels that the asker can view in Discord. No other may be named or have a number of its own. */
  readonly view: ChannelView;
  /** The guild's channels in that view, deleted ones included. */
  readonly channels: readonly Channel[];
  readonly options: Options;
  /** The apps among the users named in the options. */
  readonly appIds: ReadonlySet<Snowflake>;
  /** The prefix of typed commands in this guild. */
  readonly prefix: string;
  /** The largest file that may be sent, in bytes. */
  readonly limitBytes: number;
  /** Whether files may be sent. A command whose answer is an embed then leaves its picture out, and says so. */
  readonly mayAttach: boolean;
  /** Receives the part of the work that is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  /** The asker's language. */
  readonly words: Words;
}

/** The messages of an answer, in order. */
export type Answer = readonly AnswerMessage[];

export interface AnswerMessage {
  /** At most 2,000 characters; empty beside an embed. */
  readonly content: string;
  readonly embeds?: readonly APIEmbed[];
  readonly files?: readonly AnswerFile[];
  readonly buttons?: readonly ButtonRow[];
}

/** A file as it is sent. An embed shows a picture by `attachment://` and its name. */
export interface AnswerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType: 'application/gzip' | 'text/csv' | 'image/png';
  /** What a picture shows, for people who do not see it. At most 1,024 characters. */
  readonly description?: string;
}

export type SuggestionRequest = Pick<CommandRequest, 'guildId' | 'channels' | 'words'>;

export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

/** The services that commands use. */
export interface CommandServices {
  readonly api: API;
  readonly botId: Snowflake;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings' | 'channels' | 'threadParent'>;
  readonly settingChanges: Pick<SettingChanges, 'change'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly collector: {
    /** Counts open voice sessions up to now and writes all pending counts to disk. */
    flush(): Promise<void>;
    ignoredCount(guildId: Snowflake): number;
  };
  readonly events: Pick<EventStore, 'changeEvents'>;
  readonly erasure: Pick<Erasure, 'erase' | 'optOut' | 'optIn'>;
  readonly vault: Pick<Vault, 'month' | 'numberOf' | 'isIgnored' | 'isOptedOut'>;
  readonly questions: Pick<Questions, 'ask'>;
  readonly exporter: Pick<Exporter, 'userstats' | 'reportFile' | 'tableFile'>;
  readonly pictures: Pick<Rasterizer, 'png'>;
  readonly store: Pick<
    StoreReader,
    'announcedDeletions' | 'channels' | 'events' | 'gaps' | 'months' | 'posts' | 'prunedMonths'
  >;
  readonly status: {
    /** Whether visitors are counted by device and language. */
    readonly countsVisitors: boolean;
    /** Privileged intents that are off in Discord's developer portal. */
    readonly missingIntents: readonly OptionalIntent[];
    /** The connection of this guild's shard. */
    connection(): ConnectionState;
    /** Why the last write to disk failed; null if it succeeded. */
    lastFailure(): StoreUnavailable | null;
    /** This guild's data from Discord that Census could not use since the process started. */
    refusals(guildId: Snowflake): readonly Refusal[];
    /** The progress of counting missed messages. */
    catchUp(guildId: Snowflake): CatchUpProgress;
  };
  /** The reading of past months from the histories of channels. */
  readonly backfill: {
    /** Begins what the settings of guilds ask for, in the background. */
    begin(): void;
    /** Null if nothing was read since the process began. */
    progressOf(guildId: Snowflake): BackfillProgress | null;
  };
  readonly clock: Clock;
}

/** A guild's connection to Discord's gateway. */
export interface ConnectionState {
  /** From 0, as Discord and the log number shards. */
  readonly shardId: number;
  readonly shardCount: number;
  readonly isConnected: boolean;
  /** When Discord allows a new session, in milliseconds since the Unix epoch; null if no shard is waiting for one. */
  readonly waitsForSessionsUntilMs: number | null;
}
