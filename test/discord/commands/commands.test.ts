import { GatewayDispatchEvents, PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { dispatchOf } from '../../../src/simulator/dispatch.ts';
import { alice, bob, general, guildId, modRoom, voiceOne } from '../../simulator/stage.ts';
import { type CensusStage, censusStage, linesOf, moderators } from './census-stage.ts';

// The clock of the stage stands at Monday, 5 March 2018, 09:30.

describe('.report', () => {
  test('full shows the numbers in an embed', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.report full all today');
    expect(more).toEqual([]);
    expect(answer?.content).toBe('');
    expect(answer?.embeds).toMatchObject([
      {
        title: 'Report for 2018-03-05 to 2018-03-06',
        color: 0xd33682,
        fields: [
          { name: 'Total users', value: '11' },
          { name: 'Active users', value: '2' },
          { name: 'Voice users', value: '1' },
          { name: 'Delta users', value: '1 (+1|-0)' },
          { name: 'Messages', value: '5' },
          { name: 'Messages/user', value: '2.5 (σ=2.1)' },
          { name: 'Voice time', value: '0.3 man-hours' },
          { name: 'Voice time/user', value: '0.3h (σ=0.0h)' },
        ],
        footer: {
          text:
            '2018-03-05 to 2018-03-06, UTC, the end excluded · counting since 2018-03-05 09:30 UTC · ' +
            'this month is not anonymised yet: do not pass on',
        },
      },
    ]);
  });

  test('counts what was written and spoken a moment ago', async () => {
    const on = await censusStage();
    on.server.perform(guildId, { atMs: on.clock.now(), ev: 'msg', user: bob, channel: general, amount: 3 });
    await on.settled();
    const [answer] = await on.type('.report full all today');
    expect(JSON.stringify(answer?.embeds)).toContain('"name":"Messages","value":"3"');
    expect(linesOf((await on.type('.userstats today'))[0])).toContainEqual(
      expect.stringMatching(/,msg,.*,#general,3$/),
    );
  });

  test('means the same as the slash command', async () => {
    const on = await censusStage();
    await chat(on);
    const [typed] = await on.type('.report full #general today');
    const [used] = await on.slash('report', { type: 'full', channel: 'general', range: 'today' });
    expect(used?.embeds).toEqual(typed?.embeds);
    expect(used?.embeds).toMatchObject([{ title: 'Report for #general from 2018-03-05 to 2018-03-06' }]);
    expect(JSON.stringify(used?.embeds)).toContain('are of the whole server');
    const [all] = await on.slash('report', { type: 'full', range: 'today' });
    expect(all?.embeds).toMatchObject([{ title: 'Report for 2018-03-05 to 2018-03-06' }]);
  });

  test('weekday, hourly and channels come as files with a sentence', async () => {
    const on = await censusStage();
    await chat(on);
    const [weekday] = await on.type('.report Weekday all this month');
    expect(weekday?.content.split('\n')[0]).toBe('Weekday report for the whole server from 2018-03-01 to 2018-03-06');
    expect(weekday?.content).toContain('do not pass on');
    expect(weekday?.files.map(({ name }) => name)).toEqual(['report-weekday-all-2018-03-01-2018-03-06.csv.gz']);
    expect(linesOf(weekday)).toHaveLength(8);
    const [hourly] = await on.type('.userstats report hourly #general today');
    expect(hourly?.content.split('\n')[0]).toBe('Hourly report for #general from 2018-03-05 to 2018-03-06');
    expect(linesOf(hourly)).toHaveLength(25);
    const [channels] = await on.slash('report', { type: 'channels', range: 'today' });
    expect(
      linesOf(channels)
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['#general', '#Voice One']);
  });

  test('of a deleted channel is still to be had', async () => {
    const on = await censusStage();
    await chat(on);
    on.server.channels.delete(general);
    const [answer] = await on.type('.report full general today');
    expect(JSON.stringify(answer?.embeds)).toContain('"name":"Messages","value":"5"');
  });

  test('says what it does not count without the Server Members intent', async () => {
    const on = await censusStage({
      settings: { privilegedIntents: { guildMembers: false, messageContent: true, presences: false } },
    });
    const [answer] = await on.type('.report full all today');
    expect(JSON.stringify(answer?.embeds)).toContain('the Server Members intent is off');
  });

  test.each([
    ['.report', 'Expected one of `full`, `weekday`, `hourly`, `channels` as the type, but got nothing.'],
    ['.report daily all', 'but got `daily`.'],
    ['.report full', 'Expected a channel or `all` after the type, but got nothing.'],
    ['.report full nosuch', 'but got `nosuch`.'],
    ['.report full 999999999999999999', 'but got `(an id)`.'],
    ['.report full all 32 Jan 2018', 'but got `32 Jan 2018`.'],
    ['.report full all yesterday to garbage', 'The end of the range is not a day'],
    ['.report full all 2018-01-30 to 2018-02-02', 'touches January 2018 and February 2018'],
    [`.report full ${'x'.repeat(3000)}`, `but got \`${'x'.repeat(100)}…\`.`],
    [`.report full all ${'@everyone '.repeat(300)}`, 'but got `@everyone'],
  ])('%.40s is a mistake that is named, with the usage', async (content, words) => {
    const on = await censusStage();
    const [answer] = await on.type(content);
    expect(answer?.content).toContain(words);
    expect(answer?.content).toMatch(
      /\n\*\*Usage:\*\* `.report <full\|weekday\|hourly\|channels> <channel\|all> \[daterange\]`$/,
    );
    expect(answer?.content.length).toBeLessThan(1000);
    expect(answer?.notifies).toEqual([]);
    expect(on.log).toEqual([]);
  });
});

describe('.userstats', () => {
  test('gives the counters as a file, and says how to treat it', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.userstats 2018-02-20 to 2018-03-06');
    expect(more).toEqual([]);
    expect(answer?.files.map(({ name }) => name)).toEqual(['userstats-2018-02-20-2018-03-06.csv.gz']);
    expect(linesOf(answer)[0]).toBe('Period,Event,User hash,Channel,Count');
    expect(linesOf(answer).filter((line) => line.includes(',msg,'))).toHaveLength(2);
    expect(answer?.content.split('\n')[0]).toBe('User statistics from 2018-02-20 to 2018-03-06');
    expect(answer?.content).toContain('do not pass on');
    expect(answer?.content).toContain('tokens of different months are unrelated');
    expect(answer?.content).toContain('Everyone in this server can read this channel');
  });

  test('does not warn in a channel that is not for everyone', async () => {
    const on = await censusStage();
    on.server.channels.setOverwrites(modRoom, [
      { id: guildId, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ViewChannel },
      { id: moderators, kind: 'role', allow: PermissionFlagsBits.ViewChannel, deny: 0n },
      { id: on.server.botId, kind: 'member', allow: PermissionFlagsBits.ViewChannel, deny: 0n },
    ]);
    const [answer] = await on.slash('userstats', { range: 'today' });
    expect(answer?.content).not.toContain('Everyone');
    expect(answer?.files).toHaveLength(1);
  });

  test('that fits into no ten files says what would', async () => {
    const on = await censusStage({ settings: { uploadLimitBytes: 60 } });
    await chat(on);
    const [answer] = await on.slash('userstats', { range: 'today' });
    expect(answer?.files).toEqual([]);
    expect(answer?.content).toContain('does not fit');
  });
});

describe('.help', () => {
  test('names the commands, by the prefix of the guild', async () => {
    const on = await censusStage();
    const [answer] = await on.type('.help');
    for (const name of ['`.report`', '`.userstats`', '`.status`', '`/settings`', '`/privacy`', '`.help`']) {
      expect(answer?.content).toContain(name);
    }
    await on.slash('settings', { prefix: 'c!' });
    expect((await on.type('c!help report'))[0]?.content).toContain('`c!report <full|');
  });

  test.each(['report', 'REPORT', '.report', '/report', 'userstats report'])('%s explains the report', async (name) => {
    const on = await censusStage();
    expect((await on.type(`.help ${name}`))[0]?.content).toContain('`/report type: [channel:] [range:]`');
  });

  test('does not take the prefix for a part of the name', async () => {
    const on = await censusStage();
    await on.slash('settings', { prefix: 're' });
    for (const asked of ['report', 'rereport', '/report']) {
      expect((await on.type(`rehelp ${asked}`))[0]?.content).toContain('`/report type: [channel:] [range:]`');
    }
  });

  test.each([
    ['nosuch', '`nosuch`'],
    ['@everyone', '`@everyone`'],
    ['x'.repeat(3000), '…`'],
  ])('%.20s is no command', async (asked, echoed) => {
    const on = await censusStage();
    const [answer] = await on.type(`.help ${asked}`);
    expect(answer?.content).toContain(`but got`);
    expect(answer?.content).toContain(echoed);
    expect(answer?.notifies).toEqual([]);
  });
});

describe('/settings', () => {
  test('is for who manages the server, and seen by nobody else', async () => {
    const on = await censusStage();
    const [refused] = await on.slash('settings', {}, { userId: bob });
    expect([refused?.isEphemeral, refused?.content.split('\n')[0]]).toEqual([
      true,
      'Only members with the permission Manage Server may do that.',
    ]);
    const [shown] = await on.slash('settings');
    expect(shown?.isEphemeral).toBe(true);
    expect(shown?.embeds).toMatchObject([
      {
        title: 'Settings of Census',
        fields: [
          { name: 'Mod roles', value: 'members with the permission Manage Server' },
          { name: 'Mod channels', value: `<#${modRoom}>` },
          { name: 'Ignored channels', value: `<#${modRoom}>` },
          { name: 'Ignored roles', value: 'none' },
          { name: 'Ignored members', value: 'none' },
          { name: 'Opt-out role', value: 'none' },
          { name: 'Prefix', value: '`.`' },
          { name: 'Report channel', value: 'none' },
        ],
      },
    ]);
  });

  test('says what is to be done next', async () => {
    const on = await censusStage();
    const [without] = await on.slash('settings', { mod_channel: modRoom, remove: true });
    expect(without?.content).toContain('/settings mod_channel:');
    expect((await on.type('.report full all today'))[0]?.content).toContain('No mod channel is set yet');
    const [again] = await on.slash('settings', { mod_channel: modRoom });
    expect(again?.content).toContain('Everyone in this server can read');
  });

  test('stops the counting of a member, and shows no name', async () => {
    const on = await censusStage();
    await on.slash('settings', { ignored_member: bob });
    await on.slash('settings', { ignored_member: bob });
    await chat(on);
    const [shown] = await on.slash('settings');
    expect(JSON.stringify(shown?.embeds)).toContain('"name":"Ignored members","value":"1"');
    expect(JSON.stringify(shown)).not.toContain(bob);
    const [report] = await on.type('.report full all today');
    expect(JSON.stringify(report?.embeds)).toContain('"name":"Active users","value":"1"');
    const [shownAfter] = await on.slash('settings', { ignored_member: bob, remove: true });
    expect(JSON.stringify(shownAfter?.embeds)).toContain('"name":"Ignored members","value":"none"');
  });

  test('refuses a prefix that cannot be typed', async () => {
    const on = await censusStage();
    expect((await on.slash('settings', { prefix: 'a b' }))[0]?.content).toContain('but got `a b`.');
  });
});

describe('.status', () => {
  test('tells how the counting goes', async () => {
    const on = await censusStage({
      settings: { privilegedIntents: { guildMembers: false, messageContent: true, presences: false } },
    });
    on.server.channels.setOverwrites(voiceOne, [
      { id: guildId, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ViewChannel },
    ]);
    on.server.channels.setOverwrites(modRoom, [
      { id: on.server.botId, kind: 'member', allow: 0n, deny: PermissionFlagsBits.AttachFiles },
    ]);
    const [answer] = await on.type('.status');
    expect(answer?.content.split('\n')).toEqual([
      'Counting since 2018-03-05 09:30 UTC.',
      'Last day: coverage 100.0 %.',
      'Not anonymised yet: March 2018; a month is anonymised when it ends.',
      'Missing intent Server Members: joins and parts are not counted.',
      `Missing in <#${modRoom}>: Attach Files.`,
      'Not seen, so not counted: #Voice One.',
    ]);
  });

  test('tells what was not understood, by field, and nothing of what it held', async () => {
    const on = await censusStage();
    const say = (event: GatewayDispatchEvents, data: object) =>
      on.server.world.emit(dispatchOf(event, guildId, { guild_id: guildId, ...data }));
    for (const user of [null, 'Alice', {}]) say(GatewayDispatchEvents.GuildMemberAdd, { user });
    say(GatewayDispatchEvents.GuildUpdate, { id: guildId, owner_id: alice, name: ['a secret'] });
    const [answer] = await on.type('.status');
    expect(answer?.content.split('\n').at(-1)).toBe(
      'Not understood since the last start, so left out: 4 events of Discord, by field: ' +
        'GUILD_MEMBER_ADD user (2), GUILD_MEMBER_ADD user.id (1), GUILD_UPDATE name (1).',
    );
    expect(on.log).toEqual([
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_MEMBER_ADD","field":"user","times":1}',
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_MEMBER_ADD","field":"user.id","times":1}',
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_UPDATE","field":"name","times":1}',
    ]);
  });
});

describe('while an option is being typed', () => {
  test('the channels and the usual periods are offered, with their days', async () => {
    const on = await censusStage();
    expect(await on.suggestions('report', 'channel', '')).toEqual([
      'all',
      '#Voice One',
      '#Voice Two',
      '#general',
      '#mods',
    ]);
    expect(await on.suggestions('report', 'channel', '#GEN')).toEqual(['#general']);
    expect(await on.suggestions('report', 'range', 'last')).toEqual(['last month (2018-02-01 to 2018-03-01)']);
    expect(await on.suggestions('userstats', 'range', 'last')).toContain('last week (2018-02-26 to 2018-03-05)');
    expect(await on.suggestions('userstats', 'range', '3 days ago')).toEqual(['3 days ago (2018-03-02 to 2018-03-03)']);
    expect((await on.suggestions('userstats', 'range', '')).length).toBeLessThanOrEqual(25);
  });

  test('nothing is told to who may not ask', async () => {
    const on = await censusStage();
    expect(await on.suggestions('report', 'channel', '', { userId: bob })).toEqual([]);
    expect(await on.suggestions('report', 'channel', '', { channelId: general })).toEqual([]);
  });
});

/** Alice writes four messages and Bob one, Alice is in voice for a quarter of an hour, and somebody joins. */
async function chat({ server, clock, settled }: CensusStage): Promise<void> {
  const atMs = clock.now();
  server.perform(guildId, { atMs, ev: 'msg', user: alice, channel: general, amount: 4 });
  server.perform(guildId, { atMs, ev: 'msg', user: bob, channel: general, amount: 1 });
  server.perform(guildId, { atMs, ev: 'voice', user: alice, channel: voiceOne });
  server.perform(guildId, { atMs, ev: 'join', user: '100000000000000009' });
  await settled();
  await clock.setTo(atMs + 15 * 60_000);
  server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: alice, channel: null });
  await settled();
}
