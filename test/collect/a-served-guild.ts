import type { Message } from '../../src/core/activity.ts';
import { general, guildId } from '../cast.ts';
import { WrittenChannels } from './a-written-channel.ts';
import { aCollection, jennifer } from './collection-fixture.ts';

export const startMs = Date.UTC(2026, 2, 31, 22);

/** A collection and a guild that it serves. `brought` passes it what the gateway brings. */
export async function aServedGuild(history = new WrittenChannels(), directory?: string) {
  const collection = await aCollection({ startMs, history, ...(directory !== undefined && { directory }) });
  const { collector, coverage, catchUp } = collection;
  return {
    ...collection,
    history,
    brought: (message: Message) => collector.record(message, null),
    /** A member writes, and the gateway brings the message. */
    writeAndBring(person = jennifer, channelId = general): void {
      collector.record(history.write(channelId, person, collection.clock.now()), null);
    },
    /** Starts a new session, and commits that. */
    async identify(): Promise<void> {
      coverage.lost(collection.clock.now());
      coverage.restarted();
      await collection.flusher.flush();
      collector.cutOff([guildId], collection.clock.now());
    },
    /** The guild's snapshot arrives. */
    async comeBack(): Promise<void> {
      collector.listChannels(guildId, history.list());
      collection.messages.allListed(guildId);
      collection.see();
      await catchUp.run();
    },
  };
}

/** The lines of `counted()` about messages. */
export const messagesOf = (counted: readonly string[]) => counted.filter((line) => line.includes(' msg '));
