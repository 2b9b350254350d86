import type { CommandRouter } from '../../bot/answering/command-router.ts';
import type { Greeter } from '../../bot/posts/greeter.ts';
import type { ScheduledEvents } from '../../collect/scheduled-events.ts';
import { Dispatcher, type DispatcherDeps } from '../../gateway/dispatcher.ts';
import type { ListenerContext } from '../../gateway/listeners/listener.ts';
import type { Log } from '../../log.ts';
import type { InBackground } from '../background-work.ts';
import type { Counting } from './counting.ts';
import type { LaneCollection } from './lane-collection.ts';
import type { AskedDiscord } from './lane-discord.ts';

export interface LaneDispatcherDeps extends Pick<DispatcherDeps, 'isOwn'> {
  readonly guildCache: DispatcherDeps['guildCache'] & ListenerContext['guildCache'];
  readonly log: Pick<Log, 'error'>;
  readonly collection: LaneCollection;
  readonly counting: Pick<Counting, 'flushSoon' | 'catchUpSoon'>;
  readonly discord: Pick<AskedDiscord, 'learnChannel'>;
  readonly commands: Pick<CommandRouter, 'message' | 'interaction'>;
  readonly greeter: Pick<Greeter, 'greet'>;
  readonly scheduledEvents: Pick<ScheduledEvents, 'list' | 'put' | 'remove'>;
  /** Whether Discord sends the content of messages. */
  readonly readsContent: boolean;
  /** Whether visitors are counted by language. */
  readonly countLanguages: boolean;
  /** Whether visitors are counted by device. */
  readonly countDevices: boolean;
  readonly inBackground: InBackground;
}

/** Connects the gateway events of a lane to what counts them and what answers commands. */
export function laneDispatcher(deps: LaneDispatcherDeps): Dispatcher {
  const { log, collection, counting, discord, commands, greeter, scheduledEvents, inBackground } = deps;
  return new Dispatcher({
    isOwn: deps.isOwn,
    guildCache: deps.guildCache,
    context: {
      ...collection,
      guildCache: deps.guildCache,
      learnChannelSoon: (guildId, channelId) => void discord.learnChannel(guildId, channelId),
      flushSoon: () => counting.flushSoon(),
      catchUp: (guildId, forumIds, sinceMs) => counting.catchUpSoon(guildId, forumIds, sinceMs),
      readsContent: deps.readsContent,
      countsLanguages: deps.countLanguages,
      countsDevices: deps.countDevices,
      scheduledEvents: {
        list: (guildId, listed) => inBackground(scheduledEvents.list(guildId, listed)),
        put: (guildId, scheduled) => inBackground(scheduledEvents.put(guildId, scheduled)),
        remove: (guildId, discordId) => inBackground(scheduledEvents.remove(guildId, discordId)),
      },
      greet: (guildId) => inBackground(greeter.greet(guildId)),
      commands: {
        message: (data) => {
          const work = commands.message(data);
          if (work !== undefined) inBackground(work);
        },
        interaction: (data) => inBackground(commands.interaction(data)),
      },
    },
    onFailure: (err, event) => log.error({ err, event }, 'an event could not be counted; it is shown as a gap'),
  });
}
