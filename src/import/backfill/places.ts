import type { ChannelFacts, ChannelList, GuildRegistry } from '../../collect/guild-registry.ts';
import { severalAtOnce } from '../../core/async/several-at-once.ts';
import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import { type Month, startOfMonthMs } from '../../core/time.ts';
import type { AskPatiently, PastDiscord } from './past-discord.ts';

export interface PlacesDeps {
  readonly guildId: Snowflake;
  readonly discord: PastDiscord;
  readonly guilds: Pick<GuildRegistry, 'channel' | 'meetChannel'>;
  readonly patiently: AskPatiently;
}

type ListedChannel = ChannelList['withMessages'][number];

/** A channel or thread that holds messages. */
export interface Place extends ListedChannel {
  /** The channel that it counts for: itself, or the channel of the thread. */
  readonly countsFor: Snowflake;
}

/** Where the messages of a guild are. */
export interface Places {
  readonly readable: readonly Place[];
  /** The channels whose history Census may not read. */
  readonly unreadableIds: readonly Snowflake[];
}

/**
 * Lists a guild's channels, its active threads, and its public threads that were archived at `sinceMs` or later. Channels and
 * threads that Census has not met become known. Null if Census is no longer in the guild.
 */
export async function listPlaces(deps: PlacesDeps, sinceMs: number): Promise<Places | null> {
  const { guildId, discord, patiently } = deps;
  const list = await patiently(() => discord.channels(guildId));
  if (list === null) return null;
  for (const facts of list.facts) meet(facts, deps);
  const channels = list.facts.filter(({ kind }) => kind === 'text' || kind === 'voice');
  const parents = new Map(list.facts.map(({ id, kind, parentId }) => [id, kind === 'thread' ? parentId : id]));
  const readable = new Set<Snowflake>();
  await severalAtOnce(channels, mostAtOnce, async ({ id }) => {
    if (await patiently(() => discord.mayRead(guildId, id))) readable.add(id);
  });

  const places = new Map<Snowflake, Place>();
  const add = ({ id, lastMessageId }: ListedChannel, countsFor: Snowflake | null | undefined): void => {
    if (countsFor && readable.has(countsFor)) places.set(id, { id, lastMessageId, countsFor });
  };
  for (const listed of list.withMessages) add(listed, parents.get(listed.id));
  const withThreads = channels.filter(({ id, kind }) => kind === 'text' && readable.has(id));
  await severalAtOnce(withThreads, mostAtOnce, async ({ id }) => {
    for (const thread of await patiently(() => discord.archivedThreads(id, sinceMs))) {
      meet(thread.facts, deps);
      add(thread, id);
    }
  });
  const unreadableIds = channels.filter(({ id }) => !readable.has(id)).map(({ id }) => id);
  return { readable: [...places.values()], unreadableIds };
}

/** Whether a place may hold messages of a month. A message is not older than its channel. */
export function mayHoldMessagesOf(month: Month, { id, lastMessageId }: ListedChannel): boolean {
  if (lastMessageId === null) return false;
  return timeOfSnowflake(lastMessageId) >= startOfMonthMs(month) && timeOfSnowflake(id) < startOfMonthMs(month + 1);
}

/** How many channels are asked about at once. Discord limits the requests for each channel separately. */
export const mostAtOnce = 4;

/** A known channel is left as the gateway describes it. What Discord does not say of an unknown one counts as private. */
function meet(facts: ChannelFacts, { guildId, guilds }: PlacesDeps): void {
  if (facts.kind !== 'thread' && guilds.channel(guildId, facts.id) !== undefined) return;
  guilds.meetChannel(guildId, { ...facts, isPrivate: facts.isPrivate ?? true });
}
