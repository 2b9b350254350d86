import { PermissionFlagsBits } from '@discordjs/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PostedMessage } from '../../../src/simulator/population/answers.ts';
import { buttonsOf } from '../../../src/simulator/server/components/buttons.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, otherGuildId } from '../../simulator/server/stage.ts';
import { type CensusStage, censusStage, chat, linesOf, moderators } from './census-stage.ts';

const carol = '100000000000000007';
const hushed = '520000000000000079';

/** A chat on Monday, 5 March 2018, and one on Thursday, when it is asked for. Carol is a moderator too. */
let on: CensusStage;

beforeEach(async () => {
  on = await censusStage({}, { flushEveryMs: 3_600_000 });
  on.server.members.setRoles(guildId, carol, [moderators]);
  await chat(on);
  await on.clock.setTo(Date.UTC(2018, 2, 8, 9, 30));
  await chat(on);
});

/** What the buttons of a message are called, those that cannot be pressed in brackets. */
function buttonsUnder(message: PostedMessage | undefined): readonly string[] {
  return buttonsOf(message?.components ?? []).map(({ label = '', disabled }) => (disabled ? `(${label})` : label));
}

const titleOf = (message: PostedMessage | undefined) =>
  (message?.embeds[0] as { readonly title?: string } | undefined)?.title ?? message?.content.split('\n')[0];

describe('the buttons of a report', () => {
  it('offer the days before and after, other views, and files', async () => {
    const [today] = await on.type('.report full all today');
    expect(buttonsUnder(today)).toEqual(['◀', '(▶)', 'By channel', 'When', 'Files']);
    const [first] = await on.type('.report weekday all 2018-03-05');
    expect(buttonsUnder(first)).toEqual(['(◀)', '▶', 'Report', 'By channel', 'Files']);
    const [channels] = await on.type('.report channels all this month');
    expect(buttonsUnder(channels)).toEqual(['(◀)', '(▶)', 'Report', 'When', 'Files']);
    const [ofChannel] = await on.slash('report', { type: 'hourly', channel: general, range: 'yesterday' });
    expect(buttonsUnder(ofChannel)).toEqual(['◀', '▶', 'Report', 'By channel', 'Files']);
  });

  it('lead from day to day, of the same channel', async () => {
    const [today] = await on.type('.report full #general today');
    const [yesterday] = await on.press(today, '◀');
    expect(yesterday?.id).toBe(today?.id);
    expect(titleOf(yesterday)).toBe('Report for #general from 2018-03-07 to 2018-03-08');
    const [again] = await on.press(yesterday, '▶');
    expect(titleOf(again)).toBe('Report for #general from 2018-03-08 to 2018-03-09');
    expect(again?.files.map(({ name, alt }) => [name, alt.length > 20])).toEqual(
      today?.files.map(({ name }) => [name, true]),
    );
    expect(buttonsUnder(again)).toEqual(buttonsUnder(today));
  });

  it('lead to the other views and back', async () => {
    const [full] = await on.type('.report full all today');
    const [channels] = await on.press(full, 'By channel');
    expect(titleOf(channels)).toBe('Channels');
    expect(channels).toMatchObject({ id: full?.id, files: [{ name: 'channels-2018-03-08-to-2018-03-09.png' }] });
    const [when] = await on.press(channels, 'When');
    expect(titleOf(when)).toContain('When people write and talk');
    const [back] = await on.press(when, 'Report');
    expect(titleOf(back)).toBe('Report for 2018-03-08 to 2018-03-09');
    expect(back?.content).toBe('');
    expect(back?.files).toHaveLength(1);
  });

  it('send the numbers of the report and of its picture as plain files', async () => {
    const [full] = await on.type('.report full all this month');
    const [files] = await on.press(full, 'Files');
    expect(files?.id).not.toBe(full?.id);
    expect(files?.files.map(({ name, contentType }) => [name, contentType])).toEqual([
      ['report-full-all-2018-03-01-2018-03-09.csv', 'text/csv'],
      ['people-2018-03-01-to-2018-03-09.csv', 'text/csv'],
    ]);
    const [header = '', row = ''] = linesOf(files);
    expect(Object.fromEntries(header.split(',').map((name, at) => [name, row.split(',')[at]]))).toMatchObject({
      Case: 'full',
      Messages: '10',
    });
    const days = linesOf({ ...files, files: files?.files.slice(1) } as PostedMessage);
    expect(days[0]).toBe('Case,Value,"Usual, low","Usual, high",Above (1) or below (-1) the usual,Observed');
    expect(days.at(-1)).toMatch(/^2018-03-08,2,,,,/);
  });

  it('work after a restart', async () => {
    const [today] = await on.type('.report full all today');
    await on.restart();
    expect(titleOf((await on.press(today, '◀'))[0])).toBe('Report for 2018-03-07 to 2018-03-08');
  });

  it('show what another moderator may see, for their eyes only', async () => {
    const [full] = await on.type('.report full all today');
    const [theirs] = await on.press(full, 'By channel', { userId: carol });
    expect(theirs).toMatchObject({ isEphemeral: true });
    expect(titleOf(theirs)).toBe('Channels');
    const [refused] = await on.press(full, 'By channel', { userId: bob });
    expect(refused).toMatchObject({ isEphemeral: true, content: 'Only moderators may use that command.', files: [] });
  });

  it('say in another channel where to ask', async () => {
    const [full] = await on.type('.report full all today');
    await on.slash('settings', { mod_channel: general });
    await on.slash('settings', { mod_channel: modRoom, remove: true });
    const [refused] = await on.press(full, '◀');
    expect(refused).toMatchObject({ isEphemeral: true, content: `Ask me in <#${general}>.` });
  });

  it('pressed as if in another server are answered by the rights there', async () => {
    const [full] = await on.type('.report full #general today');
    const channels = [{ id: '510000000000000055', name: 'general', type: 'text' }] as const;
    const role = { id: '600000000000000055', name: 'helpers', permissions: PermissionFlagsBits.ManageGuild };
    on.server.guilds.create({ id: otherGuildId, name: 'Badgers', memberCount: 3, channels, roles: [role] });
    on.server.members.join(otherGuildId, alice);
    await on.settled();
    const press = () => on.press(full, '◀', { guildId: otherGuildId });
    expect(await press()).toMatchObject([{ content: 'Only moderators may use that command.', isEphemeral: true }]);
    on.server.members.setRoles(otherGuildId, alice, [role.id]);
    const [refused, ...more] = await press();
    expect(refused).toMatchObject({ isEphemeral: true, embeds: [], files: [] });
    expect(refused?.content).not.toContain('Aardvarks');
    expect(more).toEqual([]);
    const [same] = await on.press(full, '◀');
    expect(titleOf(same)).toBe('Report for #general from 2018-03-07 to 2018-03-08');
  });

  it('of a channel that the person cannot view are as those of no channel', async () => {
    const { ViewChannel } = PermissionFlagsBits;
    on.server.channels.create(guildId, { id: hushed, name: 'hush-hush', type: 'text', overwrites: [] });
    on.server.perform(guildId, { atMs: on.clock.now(), ev: 'msg', user: bob, channel: hushed, amount: 2 });
    await on.settled();
    const [shown] = await on.type('.report full #hush-hush today');
    expect(titleOf(shown)).toContain('#hush-hush');
    on.server.channels.setOverwrites(hushed, [
      { id: guildId, kind: 'role', allow: 0n, deny: ViewChannel },
      { id: carol, kind: 'member', allow: ViewChannel, deny: 0n },
      { id: on.server.botId, kind: 'member', allow: ViewChannel, deny: 0n },
    ]);
    await on.settled();
    for (const label of ['◀', 'When', 'Files']) {
      const [refused] = await on.press(shown, label);
      expect(refused?.content.split('\n')[0]).toBe('No channel of this server has that id.');
      expect(refused).toMatchObject({ embeds: [], files: [], isEphemeral: label !== 'Files' });
    }
    const [theirs] = await on.press(shown, 'When', { userId: carol });
    expect(titleOf(theirs)).toContain('#hush-hush');
    const [channels] = await on.press(shown, 'By channel');
    const { content, embeds, components, files } = channels ?? {};
    const alts = files?.map(({ name, alt }) => [name, alt]);
    expect(JSON.stringify([content, embeds, components, alts])).not.toMatch(new RegExp(`hush|${hushed}`));
    expect(embeds).toHaveLength(1);
  });
});

describe('a report', () => {
  it('has a short table for the row of each weekday, hour or channel', async () => {
    const table = async (type: string) => {
      const [answer] = await on.type(`.report ${type} all 2018-03-05 to 2018-03-09`);
      return (answer?.content.split('```')[1] ?? '').trim().split('\n');
    };
    const [head, monday, tuesday] = await table('weekday');
    expect(head).toBe('Wrote  Messages  Voice h');
    expect(monday).toBe('Monday         2         5      0.3');
    expect(tuesday).toBe('Tuesday        0         0      0.0');
    expect((await table('hourly'))[10]).toMatch(/^09:00 +2 +10 +0\.5$/);
    expect((await table('channels')).slice(1)).toEqual([
      '#general        2        10      0.0',
      '#Voice One      0         0      0.5',
    ]);
  });

  it('without Attach Files has its embed and buttons, and says why there is no picture', async () => {
    const deny = PermissionFlagsBits.AttachFiles;
    on.server.channels.setOverwrites(modRoom, [{ id: on.server.botId, kind: 'member', allow: 0n, deny }]);
    await on.settled();
    const [full] = await on.type('.report full all today');
    expect(full?.content).toBe('To show the picture, Census needs the permission Attach Files in this channel.');
    expect(full?.embeds).toHaveLength(1);
    expect(JSON.stringify(full?.embeds)).not.toContain('attachment://');
    expect([full?.files, buttonsUnder(full).length]).toEqual([[], 5]);
    const [pressed] = await on.press(full, '◀');
    expect(pressed).toMatchObject({ content: '', files: [{ contentType: 'image/png' }] });
    expect((await on.type('.report weekday all today'))[0]?.content).toContain('the permission Attach Files');
  });

  it('without Embed Links says so', async () => {
    const deny = PermissionFlagsBits.EmbedLinks;
    on.server.channels.setOverwrites(modRoom, [{ id: on.server.botId, kind: 'member', allow: 0n, deny }]);
    await on.settled();
    const [full] = await on.type('.report full all today');
    expect(full?.content).toContain('the permission Embed Links');
    expect(full?.embeds).toEqual([]);
  });

  it('is drawn in the colours of the guild', async () => {
    const [dark] = await on.type('.report full all today');
    const [same] = await on.slash('report', { type: 'full', range: 'today' });
    expect(same?.files[0]?.bytes).toEqual(dark?.files[0]?.bytes);
    await on.slash('settings', { pictures: 'light' });
    const [light] = await on.type('.report full all today');
    expect(light?.files[0]?.name).toBe(dark?.files[0]?.name);
    expect(light?.files[0]?.bytes).not.toEqual(dark?.files[0]?.bytes);
  });

  it('is a plain file if asked for, wherever the word stands', async () => {
    const named = async (text: string) => (await on.type(text))[0]?.files.map(({ name }) => name);
    const plain = ['report-hourly-all-2018-03-08-2018-03-09.csv', 'when-2018-03-08-to-2018-03-09.csv'];
    expect(await named('.report hourly all today format:csv')).toEqual(plain);
    expect(await named('.report format:CSV hourly all today')).toEqual(plain);
    expect(await named('.report hourly format:csv.gz all today')).toEqual(plain.map((name) => `${name}.gz`));
    expect(await named('.userstats format:csv today')).toEqual(['userstats-2018-03-08-2018-03-09.csv']);
    expect(await named('.userstats today')).toEqual(['userstats-2018-03-08-2018-03-09.csv.gz']);
    const slash = await on.slash('userstats', { range: 'today', format: 'csv' });
    expect(linesOf(slash[0])).toEqual(linesOf((await on.type('.userstats today'))[0]));
    expect((await on.type('.report full all format:pdf'))[0]?.content).toContain('There is no format `pdf`.');
    expect((await on.type('.userstats format:csv format:csv'))[0]?.content).toContain('A file has one format.');
  });
});
