import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { onTestFinished } from 'vitest';
import type { Data, EventName } from '../../src/gateway/dispatch-shapes.ts';
import { Dispatcher } from '../../src/gateway/dispatcher.ts';
import { GuildCache } from '../../src/gateway/guild-cache.ts';
import { PeopleInVoice } from '../../src/gateway/people-in-voice.ts';
import { type Refusal, Refusals } from '../../src/gateway/refusals.ts';
import { DiscordHistory } from '../../src/gateway/rest/discord-history.ts';
import { aCollection } from '../collect/collection-fixture.ts';

export const startMs = Date.UTC(2018, 2, 5, 10);

export const botId = '990000000000000001';

export interface DispatcherOptions {
  /** What Discord answers to a path such as `/channels/1/messages?limit=100`. It answers nothing where this is left out. */
  readonly answer?: (path: string) => unknown;
  readonly readsContent?: boolean;
}

/** A dispatcher and the counting behind it, on a fixed clock and without Discord. */
export async function aDispatcher({ answer, readsContent = true }: DispatcherOptions = {}) {
  const rest = new REST({
    retries: 0,
    async makeRequest(url) {
      if (answer === undefined) throw new Error('Discord is not asked here');
      return Response.json(answer(url.replace(/^.*\/api\/v10/, ''))) as never;
    },
  }).setToken('any');
  const api = new API(rest);
  const guildCache = new GuildCache({ api, botId });
  const history = new DiscordHistory({
    api,
    guilds: { settings: (guildId) => collection.guilds.settings(guildId) },
    guildCache,
    readsContent,
    signal: new AbortController().signal,
  });
  const collection = await aCollection({ startMs, history });
  onTestFinished(() => collection.stop());
  const { clock, coverage, guilds } = collection;
  const failures: unknown[] = [];
  const logged: Refusal[] = [];
  const foreign = new Set<string>();
  const refusals = new Refusals({ coverage, onRefused: (refused) => logged.push(refused) });
  const dispatcher = new Dispatcher({
    isOwn: (id) => !foreign.has(id),
    guildCache,
    context: {
      ...collection,
      guildCache,
      refusals,
      peopleInVoice: new PeopleInVoice(collection),
      learnChannelSoon: () => {},
      scheduledEvents: { list: () => {}, put: () => {}, remove: () => {} },
      flushSoon: () => {},
      catchUp: (...missed) => collection.catchUp.lookIntoThreads(...missed),
      readsContent,
      countsLanguages: true,
      countsDevices: true,
      greet: () => {},
      commands: { message: () => {}, interaction: () => {} },
    },
    onFailure: (error) => failures.push(error),
  });
  let sequence = 0;
  return {
    ...collection,
    refusals,
    guildCache,
    /** Guilds of other connections. */
    foreign,
    /** Errors thrown by listeners. */
    failures,
    /** The log lines of refusals. */
    logged,
    /** Dispatches any value as an event's payload. */
    async dispatch(t: string, d: unknown, receivedMs = clock.now()): Promise<void> {
      sequence += 1;
      await dispatcher.dispatch({ op: 0, t, d, s: sequence } as never, receivedMs);
    },
    /** Dispatches a valid payload. */
    tell<Event extends EventName>(event: Event, data: Data<Event>): Promise<void> {
      return this.dispatch(event, data);
    },
    /** All changes since the last call, except those made by the clock. */
    takeChanges: () => ({
      ...guilds.takeChanges(),
      gaps: coverage.takeChanges().length,
      counters: collection.tally.drain(),
      inVoice: collection.voice.openSessions(),
      position: collection.progress.position,
    }),
  };
}
