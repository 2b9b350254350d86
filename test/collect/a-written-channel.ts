import type { ArchivedThread, ChannelHistory, HistoryPage } from '../../src/collect/messages/catch-up.ts';
import type { Message } from '../../src/core/activity.ts';
import type { Person } from '../../src/core/person.ts';
import { compareSnowflakes, firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { guildId } from '../cast.ts';

const pageLength = 3;

/** A guild's channels at Discord, whose history is served in pages of three messages. */
export class WrittenChannels implements ChannelHistory {
  readonly #channels = new Map<string, Message[]>();
  readonly #unreadable = new Set<string>();
  /** The channels whose history was requested, in order. */
  readonly asked: string[] = [];
  /** While it is set, requests fail. */
  isDown = false;
  /** Runs during a request, after the page was read from the history and before it arrives. */
  onPage: () => void = () => {};
  #written = 0;

  /** A member writes. The gateway does not bring the message. */
  write(channelId: string, person: Person, atMs: number): Message {
    const messageId = String(BigInt(firstSnowflakeAt(atMs)) + BigInt(this.#written++));
    const message: Message = {
      kind: 'message',
      messageId,
      guildId,
      channelId,
      person,
      roleIds: [],
      joinedAtMs: null,
      atMs,
    };
    this.#messages(channelId).push(message);
    return message;
  }

  lock(channelId: string): void {
    this.#unreadable.add(channelId);
  }

  /** The channels as GUILD_CREATE lists them. */
  list() {
    return [...this.#channels].map(([id, messages]) => ({ id, lastMessageId: messages.at(-1)?.messageId ?? null }));
  }

  async after(_guildId: string, channelId: string, afterId: string): Promise<HistoryPage> {
    if (this.isDown) throw new Error('the history is down');
    this.asked.push(channelId);
    if (this.#unreadable.has(channelId)) return { kind: 'unreadable' };
    const later = this.#messages(channelId).filter(({ messageId }) => compareSnowflakes(messageId, afterId) > 0);
    const messages = later.slice(0, pageLength);
    this.onPage();
    return {
      kind: 'page',
      messages,
      lastId: messages.at(-1)?.messageId ?? null,
      isLast: messages.length < pageLength,
      leftOutIds: [],
    };
  }

  async archivedThreads(): Promise<readonly ArchivedThread[]> {
    return [];
  }

  pause(): void {}

  #messages(channelId: string): Message[] {
    const messages = this.#channels.get(channelId) ?? [];
    this.#channels.set(channelId, messages);
    return messages;
  }
}
