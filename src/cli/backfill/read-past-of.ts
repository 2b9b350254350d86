import type { DiscordAccess } from '../../app/start/discord-access.ts';
import { GuildRegistry } from '../../collect/guild-registry.ts';
import type { BackfillProgress } from '../../core/backfill/backfill-progress.ts';
import type { Channel } from '../../core/channel.ts';
import { laneOf } from '../../core/snowflake.ts';
import { monthName, monthOf } from '../../core/time.ts';
import { GuildCache } from '../../gateway/guild-cache.ts';
import type { Application } from '../../gateway/rest/application.ts';
import { DiscordPast } from '../../gateway/rest/discord-past.ts';
import { Backfill, type BackfillDeps } from '../../import/backfill/backfill.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import type { Lanes } from '../../store/lanes.ts';
import type { Guild } from '../../store/records.ts';
import type { PastPeople } from '../../vault/past-people.ts';
import { type CommandIo, print } from '../io/command-io.ts';
import { printable } from '../io/format.ts';
import { ProgressLine } from '../io/progress-line.ts';
import { lackLines, monthLine } from './backfill-lines.ts';

export interface PastOfGuild {
  readonly guild: Guild;
  readonly lanes: Lanes;
  readonly people: PastPeople;
  readonly discord: DiscordAccess;
  readonly application: Application;
  /** How many months to read. */
  readonly months: number;
  /** Stops all requests once aborted. */
  readonly signal: AbortSignal;
  readonly io: Pick<CommandIo, 'clock' | 'stdout' | 'stderr'>;
}

/** Reads the past months of one guild of a bot that is not running, and prints each one when it is done. */
export async function readPastOf({
  guild,
  lanes,
  people,
  months,
  io,
  ...given
}: PastOfGuild): Promise<BackfillProgress> {
  const { discord, application, signal } = given;
  const states = await lanes.lanes();
  const store = lanes.open(laneOf(guild.id, states.length));
  const { openMonth } = states.find(({ lane }) => lane === store.lane) ?? { openMonth: null };
  const to = Math.min(openMonth ?? Number.POSITIVE_INFINITY, monthOf(io.clock.now())) - 1;
  const guilds = new GuildRegistry(await store.checkpoint());
  const guildCache = new GuildCache({ api: discord.api, botId: application.botUserId });
  const readsContent = !application.missingIntents.includes('MessageContent');
  print(io.stdout, `${printable(guild.name)}:`);
  const line = new ProgressLine('reading', io.stderr);
  let printed = 0;
  const backfill = new Backfill({
    guildId: guild.id,
    discord: new DiscordPast({ api: discord.api, guilds, guildCache, readsContent, signal }),
    guilds,
    store,
    people,
    patiently: (ask) => discord.patience.answerTo(ask),
    write: offlineWriter(guild, guilds, store),
    isWanted: () => !signal.aborted,
    onProgress: (progress) => {
      line.show(shareOf(progress), monthName(progress.current?.month ?? to));
      for (const outcome of progress.done.slice(printed)) print(io.stdout, monthLine(outcome));
      printed = progress.done.length;
    },
  });
  try {
    const progress = await backfill.run({ from: to - months + 1, to });
    signal.throwIfAborted();
    print(io.stdout, ...lackLines(progress, (id) => guilds.channel(guild.id, id)?.name));
    return progress;
  } finally {
    line.end();
  }
}

/** Writes a month with the channels that became known before. */
function offlineWriter(
  guild: Guild,
  guilds: GuildRegistry,
  store: Pick<LaneStore, 'importMonth'>,
): BackfillDeps['write'] {
  let unwritten: readonly Channel[] = [];
  return async (month, isValid) => {
    if (!isValid()) return 'not valid';
    const met = guilds.takeChanges().channels.filter(({ guildId }) => guildId === guild.id);
    unwritten = [...unwritten, ...met.map(({ channel }) => channel)];
    if (!(await store.importMonth({ ...month, guild, channels: unwritten }))) return 'known';
    unwritten = [];
    return 'written';
  };
}

function shareOf({ from, to, done, current }: BackfillProgress): number {
  const ofMonth = current === null || current.places === 0 ? 0 : current.placesDone / current.places;
  return (done.length + ofMonth) / Math.max(1, to - from + 1);
}
