import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { hourMs, hourOf } from '../../../src/core/time.ts';
import { GuildRound } from '../../../src/gateway/rest/guild-round.ts';
import { OnlineCount } from '../../../src/gateway/rest/online-count.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { guildId } from '../../cast.ts';
import { aCollection } from '../../collect/collection-fixture.ts';
import { storedTotals } from '../../collect/stored-totals.ts';

const startMs = Date.UTC(2026, 2, 9, 12);

/** A round of `count` guilds. `work` fails for some of them. */
function aRound(count: number, isFailing: (guildId: string) => boolean = () => false) {
  const clock = new SimulatedClock(startMs);
  const stopping = new AbortController();
  const done: { readonly guildId: string; readonly atMs: number }[] = [];
  const troubles: unknown[] = [];
  const guilds = { present: () => Array.from({ length: count }, (_none, index) => ({ id: `${index}` }) as never) };
  const round = new GuildRound({
    clock,
    guilds,
    signal: stopping.signal,
    onTrouble: (error) => troubles.push(error),
    async work(guildId) {
      done.push({ guildId, atMs: clock.now() });
      if (isFailing(guildId)) throw new Error(`no answer about ${guildId}`);
    },
  });
  return { clock, stopping, done, troubles, round, ids: () => done.map(({ guildId }) => guildId) };
}

describe('a round of all guilds', () => {
  it('asks for each once, spread over less than an hour', async () => {
    const on = aRound(5_000);
    await on.round.run();
    expect(on.done).toHaveLength(1);
    await on.clock.setTo(startMs + hourMs - 1);
    expect(on.done).toHaveLength(5_000);
    expect(new Set(on.ids()).size).toBe(5_000);
    const waits = on.done.map(({ atMs }, index) => atMs - (on.done[index - 1]?.atMs ?? startMs));
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
    expect(on.done.at(-1)?.atMs).toBeGreaterThan(startMs + hourMs / 2);
  });

  it('continues if one guild fails, and reports it once', async () => {
    const on = aRound(6, (id) => id === '1' || id === '3');
    await on.round.run();
    await on.clock.setTo(startMs + 60_000);
    expect(on.ids()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(on.troubles).toEqual([new Error('no answer about 1')]);
  });

  it('continues after guilds that never answer, if they ended the last round', async () => {
    const on = aRound(6, (id) => id < '3');
    await on.round.run();
    await on.clock.setTo(startMs + 60_000);
    expect(on.ids()).toEqual(['0', '1', '2']);
    await on.round.run();
    await on.clock.setTo(startMs + 120_000);
    expect(on.ids().slice(3)).toEqual(['3', '4', '5', '0', '1', '2']);
  });

  it('ends if nothing works, and begins again with the next', async () => {
    const on = aRound(6, () => true);
    await on.round.run();
    await on.clock.setTo(startMs + 60_000);
    expect(on.ids()).toEqual(['0', '1', '2']);
    await on.round.run();
    await on.clock.setTo(startMs + 120_000);
    expect(on.ids()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(on.troubles).toHaveLength(2);
  });

  it('ends with the process, and when the next one begins', async () => {
    const on = aRound(3);
    await on.round.run();
    await on.round.run();
    await on.clock.setTo(startMs + 60_000);
    expect(on.ids()).toEqual(['0', '0', '1', '2']);
    await on.round.run();
    on.stopping.abort();
    await on.clock.setTo(startMs + 120_000);
    expect(on.ids()).toEqual(['0', '0', '1', '2', '0']);
  });
});

describe('the number of members online', () => {
  async function onlineAfter(answer: () => Response): Promise<Record<string, number>> {
    const census = await aCollection({ startMs });
    const asked: string[] = [];
    const makeRequest = async (url: string) => {
      asked.push(url.replace(/^.*\/api\/v10/, ''));
      return answer() as never;
    };
    const api = new API(new REST({ retries: 0, makeRequest }).setToken('any'));
    const online = new OnlineCount({ ...census, api, signal: new AbortController().signal });
    await online.take(guildId).catch(() => {});
    expect(asked).toEqual([`/guilds/${guildId}?with_counts=true`]);
    const stored = await storedTotals(census, ['online']);
    await census.stop();
    return stored;
  }

  it('is the number that Discord returns, in the hour of the question', async () => {
    const place = `online ${hourOf(startMs)} 0 `;
    expect(await onlineAfter(() => Response.json({ id: guildId, approximate_presence_count: 42 }))).toEqual({
      [place]: 42,
    });
    expect(await onlineAfter(() => Response.json({ id: guildId, approximate_presence_count: 0 }))).toEqual({
      [place]: 0,
    });
  });

  it.each([
    ['does not return it', () => Response.json({ id: guildId })],
    ['returns an invalid one', () => Response.json({ id: guildId, approximate_presence_count: 'many' })],
    ['refuses', () => Response.json({ message: 'Missing Access', code: 50_001 }, { status: 403 })],
    ['fails', () => new Response('', { status: 500 })],
  ])('is not known if Discord %s', async (_what, answer) => {
    expect(await onlineAfter(answer)).toEqual({});
  });
});
