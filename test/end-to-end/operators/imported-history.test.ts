import type { APIEmbed } from '@discordjs/core';
import { expect, it, vi } from 'vitest';
import { alice, bob, carol, general } from '../../cast.ts';
import { aFolder, chatExport, importAt, lookAt, written } from '../../import/an-import.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

const hourMs = 3_600_000;
const february = Date.UTC(2018, 1, 1) / hourMs;
const beforeMs = Date.UTC(2018, 2, 5, 9, 30);

type ConnectedApp = Awaited<ReturnType<typeof aConnectedApp>>;

/** Imports files while Census is off, half an hour before its start. */
async function importInto({ dataDirectory }: ConnectedApp, files: Record<string, string>, ...args: string[]) {
  return await importAt(beforeMs, ...written(aFolder(), files), '--data', dataDirectory, ...args);
}

/** The embed of a full report. */
async function report({ server, guild }: ConnectedApp, channel: string, range: string) {
  const asked = { guildId: guild.id, channelId: guild.modChannelId, userId: guild.moderatorId, name: 'report' };
  const answers = server.people.useCommand({ ...asked, options: { type: 'full', channel, range } });
  await vi.waitFor(() => expect(answers.messages()[0]?.embeds).toHaveLength(1), { timeout: 10_000 });
  const embed = answers.messages()[0]?.embeds[0] as APIEmbed | undefined;
  const values = Object.fromEntries((embed?.fields ?? []).map(({ name, value }) => [name, value]));
  return { values, footer: embed?.footer?.text ?? '' };
}

it('a bot that is started on imported months reports them, and counts from its first connection on', async () => {
  const census = await aConnectedApp();
  const messages = [alice, bob, alice].map((user, nth) => ({ hour: february + 30, nth, user }));
  const { code } = await importInto(census, {
    'general.json': chatExport({ id: general }, messages, { id: census.guildId, name: 'Kitchen' }),
  });
  expect(code).toBe(0);
  await census.start();
  await census.write(carol);
  await census.settle();

  const imported = await report(census, 'all', 'February 2018');
  expect(imported.values).toEqual({
    ...{ 'Active users': '2', Messages: '3', 'Messages/user': '1.5 (σ=0.7)' },
    ...{ 'Total users': '–', 'Voice users': '–', 'Delta users': '–', 'Voice time': '–', 'Voice time/user': '–' },
  });
  expect(imported.footer).toContain('–: what was imported does not have it');
  expect(imported.footer).toContain('February 2018 was imported; Census did not observe it itself');
  expect(imported.footer).not.toMatch(/coverage|counting since|not anonymised/);
  expect((await report(census, 'general', 'February 2018')).values).toMatchObject({ Messages: '3' });

  const counted = await report(census, 'all', 'March 2018');
  expect(counted.values).toMatchObject({ 'Active users': '1', Messages: '1' });
  expect(counted.footer).toContain('gap 5 Mar 09:30');
  await lookAt(census.dataDirectory, async (store) => {
    expect(await store.guild(census.guildId)).toMatchObject({ leftMs: null, firstConnectedMs: beforeMs });
  });
});

it('names in a file are those of the channels that a bot has seen before', async () => {
  const census = await aConnectedApp();
  await census.start();
  await census.stop();
  const lines = [`${february * 3600},ann,general`, `${february * 3600},bob,forgotten`];
  await importInto(census, { 'old.csv': `ts,user,channel\n${lines.join('\n')}\n` }, '--guild', 'Kitchen');
  await census.start();
  expect((await report(census, 'general', 'February 2018')).values).toMatchObject({ Messages: '1' });
  expect((await report(census, '#forgotten', 'February 2018')).values).toMatchObject({ Messages: '1' });
  await lookAt(census.dataDirectory, async (store) => {
    const channels = await store.channels(census.guildId);
    expect(channels.filter(({ name }) => name === 'general')).toMatchObject([{ id: general, isDeleted: false }]);
    expect(channels.find(({ name }) => name === 'forgotten')).toMatchObject({ id: '1', isDeleted: true });
  });
});

it('imported months of a server that the bot has not joined yet are kept', { timeout: 60_000 }, async () => {
  const census = await aConnectedApp({}, { flushEveryMs: hourMs });
  await importInto(census, { 'old.csv': `ts,user,channel\n${february * 3600},ann,general\n` }, '--guild', 'Elsewhere');
  await census.start();
  await census.until(31 * 24 * 60);
  await census.settle();
  await lookAt(census.dataDirectory, async (store) => {
    const guilds = await store.guilds();
    const elsewhere = guilds.find(({ name }) => name === 'Elsewhere');
    expect(await store.months(elsewhere?.id ?? '')).toMatchObject([{ imported: { metrics: ['msg'] } }]);
  });
});
