import { expect } from 'vitest';
import type { Message } from '../../src/core/activity.ts';
import { general, guildId, lobby } from '../cast.ts';
import { aServedGuild, messagesOf, startMs } from './a-served-guild.ts';
import { jennifer } from './collection-fixture.ts';

/** The events that may happen, some of them more often. */
export const deeds = [
  'write',
  'write',
  'bring',
  'bringSwapped',
  'flush',
  'catchUp',
  'identify',
  'list',
  'killAndIdentify',
  'killAndResume',
] as const;

/** What may happen to messages between their authors and the counters. */
export class MessageFate {
  #census: Awaited<ReturnType<typeof aServedGuild>>;
  /** Messages that the gateway has not brought yet, and those it brought that are not committed. */
  #line: Message[] = [];
  #uncommitted: Message[] = [];
  #isListed = true;
  #isListCommitted = true;
  #count = 0;

  static async begin(): Promise<MessageFate> {
    const census = await aServedGuild();
    census.see();
    await census.flusher.flush();
    return new MessageFate(census);
  }

  private constructor(census: Awaited<ReturnType<typeof aServedGuild>>) {
    this.#census = census;
  }

  get written(): number {
    return this.#count;
  }

  write(): void {
    this.#count += 1;
    this.#line.push(
      this.#census.history.write(this.#count % 3 === 0 ? lobby : general, jennifer, startMs + this.#count),
    );
  }

  bring(): void {
    const message = this.#line.shift();
    if (message === undefined) return;
    this.#uncommitted.push(message);
    this.#census.brought(message);
  }

  bringSwapped(): void {
    const [first, second, ...rest] = this.#line;
    if (first === undefined || second === undefined) return;
    this.#line = [second, first, ...rest];
    this.bring();
    this.bring();
  }

  async flush(): Promise<void> {
    this.#uncommitted = [];
    this.#isListCommitted = this.#isListed;
    await this.#census.flusher.flush();
  }

  async catchUp(): Promise<void> {
    await this.#census.catchUp.run();
    await this.flush();
  }

  async identify(): Promise<void> {
    this.#line = [];
    this.#uncommitted = [];
    this.#isListed = false;
    this.#isListCommitted = false;
    await this.#census.identify();
  }

  list(): void {
    if (this.#isListed) return;
    this.#isListed = true;
    this.#census.collector.listChannels(guildId, this.#census.history.list());
    this.#census.messages.allListed(guildId);
    this.#census.see();
  }

  async killAndIdentify(): Promise<void> {
    await this.#kill();
    await this.identify();
  }

  /** The gateway repeats what was not committed. */
  async killAndResume(): Promise<void> {
    await this.#kill();
    this.#line = [...this.#uncommitted, ...this.#line];
    this.#uncommitted = [];
    this.#census.coverage.resumed();
    this.#isListed = this.#isListCommitted;
  }

  async end(): Promise<number> {
    this.list();
    while (this.#line.length > 0) this.bring();
    await this.#census.catchUp.run();
    const counted = messagesOf(await this.#census.counted());
    await this.#census.stop();
    expect(this.#census.failures).toEqual([]);
    return counted.reduce((sum, line) => sum + Number(line.split(' ')[3]), 0);
  }

  async #kill(): Promise<void> {
    const { history, directory } = this.#census;
    await this.#census.crash();
    this.#census = await aServedGuild(history, directory);
  }
}
