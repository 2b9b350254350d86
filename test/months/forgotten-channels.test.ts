import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { MonthLife } from '../../src/months/month-life.ts';
import { general, guildId, lobby } from '../cast.ts';
import { aCollection, jennifer } from '../collect/collection-fixture.ts';
import { reportOf, rowsOf } from '../query/ask.ts';

const endMs = Date.UTC(2018, 3, 1);
const march = monthOf(endMs - 1);
const categoryId = '500000000000000001';
const secretId = firstSnowflakeAt(endMs - 3_600_000);

it('a deleted private channel leaves no trace once its month is sealed, and no sum changes', async () => {
  const census = await aCollection({ startMs: endMs - 30_000 });
  const { guilds, collector, store, clock, flusher, directory } = census;
  const months = new MonthLife({
    ...census,
    monthEnd: { verdict: async () => ({ next: march + 1 }) },
    onWait: () => {},
    onUnknownVoice: () => {},
    onMonthOpened: () => {},
  });
  const report = async (type: 'full' | 'channels') => {
    const ask = { guildId, type, channel: null, range: hoursOfMonth(march) } as const;
    return rowsOf(await reportOf(store, clock, ask));
  };
  const found = (text: string) => readdirSync(directory).some((name) => isIn(text, join(directory, name)));

  census.coverage.resumed();
  census.see();
  guilds.meetAllChannels(guildId, [
    { id: general, kind: 'text', name: 'general', parentId: null },
    { id: lobby, kind: 'voice', name: 'Lobby', parentId: null },
    { id: categoryId, kind: 'category', name: 'Staff', parentId: null },
    { id: secretId, kind: 'text', name: 'ban-of-mallory', parentId: categoryId, isPrivate: true },
  ]);
  census.speak(jennifer, lobby);
  census.write(jennifer);
  collector.record(
    {
      ...{ kind: 'message', guildId, channelId: secretId, person: jennifer, roleIds: [], joinedAtMs: null },
      ...{ messageId: firstSnowflakeAt(clock.now() + 5), atMs: clock.now() },
    },
    null,
  );
  await clock.setTo(endMs - 10_000);
  collector.deleteChannel(guildId, secretId, clock.now(), clock.now());
  await flusher.flush();
  const [before] = await report('full');
  expect((await report('channels')).map(({ label }) => label)).toContain('#ban-of-mallory');
  expect([found('ban-of-mallory'), found(secretId)]).toEqual([true, true]);

  await clock.setTo(endMs + 1000);
  await months.close();
  expect(await report('full')).toEqual([expect.objectContaining({ messages: before?.messages })]);
  const labels = (await report('channels')).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['#general', '#deleted channels of Staff']));
  expect(labels).not.toContain('#ban-of-mallory');
  expect(guilds.channels(guildId).map(({ name }) => name)).toEqual(['general', 'Lobby', 'Staff']);
  expect([found('ban-of-mallory'), found(secretId)]).toEqual([false, false]);
  await census.stop();
});

function isIn(text: string, path: string): boolean {
  return path.includes('census.db') && readFileSync(path).includes(text);
}
