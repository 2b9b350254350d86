import type { API, APIEmbed, RESTPostAPIChatInputApplicationCommandsJSONBody } from '@discordjs/core';
import type { Erasure } from '../../collect/erasure.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { SettingChanges } from '../../collect/setting-changes.ts';
import type { Clock } from '../../core/clock.ts';
import type { StoreUnavailable } from '../../core/errors.ts';
import type { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Refusal } from '../../gateway/refusals.ts';
import type { OptionalIntent } from '../../gateway/rest/application.ts';
import type { ActiveReporter } from '../../query/active-reporter.ts';
import type { Reporter } from '../../query/reporter.ts';
import type { CatchUpState } from '../../render/catch-up-notes.ts';
import type { Exporter, ExportFile } from '../../render/files/exporter.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Audience } from '../rights.ts';

/** Something that a person can ask of Census, typed or as a slash command. */
export interface Command {
  readonly name: string;
  /** One line, at most 100 characters. */
  readonly summary: string;
  /** What `.help` tells beyond the summary. */
  readonly details: string;
  readonly audience: Audience;
  /** Whether it reads the counters: one such command of an audience runs at a time in a guild. */
  readonly isHeavy: boolean;
  /** Null where the command cannot be typed. */
  readonly typed: TypedForm | null;
  /** Null where there is no slash command. */
  readonly slash: SlashForm | null;
  /** What an answer to these options will hold. */
  answersWith(options: Options): AnswerKind;
  /** @throws UserError for what the person got wrong */
  run(request: CommandRequest, services: CommandServices): Promise<Answer>;
  /** What to offer while the option `name` is being typed, at most 25. */
  suggest?(name: string, typed: string, request: SuggestionRequest, services: CommandServices): readonly Suggestion[];
}

export type AnswerKind = 'text' | 'embed' | 'file';

export interface TypedForm {
  /** What follows the prefix, as in `report <type> <channel|all> [daterange]`. */
  readonly usage: string;
  readonly examples: readonly string[];
  /** Reads what follows the name. @throws UserError */
  parse(text: string): Options;
}

export interface SlashForm {
  /** What follows the slash, as in `report type: [channel:] [range:]`. */
  readonly usage: string;
  readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** Whether only the person who asks sees the answer. */
  readonly isEphemeral: boolean;
  /** Whether moderators are answered outside of mod channels too, where only they see the answer. */
  readonly isPrivateElsewhere?: boolean;
}

/** What was given, by the names of the slash command's options. Ids stand for roles, channels and members. */
export type Options = ReadonlyMap<string, string>;

export interface CommandRequest {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  /** Who asks. */
  readonly person: Person;
  /** Since when they have been a member, in milliseconds since the Unix epoch; null where Discord does not say. */
  readonly joinedAtMs: number | null;
  readonly options: Options;
  /** The apps among the users that the options name. */
  readonly appIds: ReadonlySet<Snowflake>;
  /** What a typed command begins with in this guild. */
  readonly prefix: string;
  /** The largest file that may be sent. */
  readonly limitBytes: number;
  /** Told how much of the work is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** The messages of an answer, in order. */
export type Answer = readonly AnswerMessage[];

export interface AnswerMessage {
  /** At most 2,000 characters; empty beside an embed. */
  readonly content: string;
  readonly embeds?: readonly APIEmbed[];
  readonly files?: readonly ExportFile[];
}

export type SuggestionRequest = Pick<CommandRequest, 'guildId'>;

export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

/** What commands work with. */
export interface CommandServices {
  readonly api: API;
  readonly botId: Snowflake;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings' | 'channels' | 'threadParent'>;
  readonly settingChanges: Pick<SettingChanges, 'change'>;
  readonly guildCache: Pick<GuildCache, 'get' | 'channel'>;
  readonly collector: {
    /** Counts open voice sessions up to now and writes everything to disk. */
    flush(): Promise<void>;
    ignoredCount(guildId: Snowflake): number;
  };
  readonly erasure: Pick<Erasure, 'erase' | 'optOut' | 'optIn'>;
  readonly vault: Pick<Vault, 'month' | 'numberOf' | 'isIgnored' | 'isOptedOut'>;
  readonly reporter: Pick<Reporter, 'report'>;
  readonly active: Pick<ActiveReporter, 'report' | 'inRange'>;
  readonly exporter: Pick<Exporter, 'userstats' | 'reportFile'>;
  readonly store: Pick<StoreReader, 'announcedDeletions' | 'gaps' | 'months' | 'readCounters' | 'totals'>;
  readonly status: {
    /** Whether visitors are counted by device and language. */
    readonly countsVisitors: boolean;
    /** Privileged intents that are not switched on in Discord's developer portal. */
    readonly missingIntents: readonly OptionalIntent[];
    /** How the shard that this guild's events come by is connected. */
    connection(): ConnectionState;
    /** Why the last writing to disk failed; null while it works. */
    lastFailure(): StoreUnavailable | null;
    /** What Discord has sent about this guild since the process began and Census did not understand. */
    refusals(guildId: Snowflake): readonly Refusal[];
    /** How far the counting of missed messages is. */
    catchUp(guildId: Snowflake): CatchUpState;
  };
  readonly clock: Clock;
}

/** The connection of a guild to Discord's gateway. */
export interface ConnectionState {
  /** From 0 on, as Discord and the log number them. */
  readonly shardId: number;
  readonly shardCount: number;
  readonly isConnected: boolean;
  /**
   * Discord lets Census begin no new session before, in milliseconds since the Unix epoch; null where none has to wait.
   */
  readonly waitsForSessionsUntilMs: number | null;
}
