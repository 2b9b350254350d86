import type { Message } from '../../src/core/activity.ts';
import { general, guildId } from '../cast.ts';
import { WrittenChannels } from './a-written-channel.ts';
import { aCollection, jennifer } from './collection-fixture.ts';

export const startMs = Date.UTC(2026, 2, 31, 22);

/** A collection, and a guild that it serves; `brought` hands it what the gateway brings. */
export async function aServedGuild(history = new WrittenChannels(), directory?: string) {
  const collection = await aCollection({ startMs, history, ...(directory !== undefined && { directory }) });
  const { collector, coverage, catchUp } = collection;
  return {
    ...collection,
    history,
    brought: (message: Message) => collector.record(message, null),
    /** Somebody writes, and the gateway brings it. */
    writeAndBring(person = jennifer, channelId = general): void {
      collector.record(history.write(channelId, person, collection.clock.now()), null);
    },
    /** A new session; that there is one is committed at once. */
    async identify(): Promise<void> {
      coverage.lost(collection.clock.now());
      coverage.restarted();
      await collection.flusher.flush();
      collector.cutOff([guildId], collection.clock.now());
    },
    /** The guild tells about itself. */
    async comeBack(): Promise<void> {
      collector.listChannels(guildId, history.list());
      collection.messages.allListed(guildId);
      collection.see();
      await catchUp.run();
    },
  };
}

/** Those of the lines of `counted()` that are of messages. */
export const messagesOf = (counted: readonly string[]) => counted.filter((line) => line.includes(' msg '));
