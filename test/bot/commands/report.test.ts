import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { general } from '../../cast.ts';
import { bob, guildId, modRoom, voiceOne } from '../../simulator/server/stage.ts';
import { censusStage, chat, linesOf } from './census-stage.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30.

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
        description: '5 March 2018, 1 day, UTC\nWrote or talked: 2 members',
        footer: {
          text: 'UTC · counting since 5 March 2018, 09:30 UTC · this month is not anonymised yet: do not pass on · σ: how far members are from the average · man-hours: the time in voice of all members together',
        },
      },
    ]);
  });

  test('includes messages and voice of a moment ago', async () => {
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
    const numbers = (answer: typeof used) => answer?.embeds.map((embed) => ({ ...(embed as object), image: null }));
    expect(numbers(used)).toEqual(numbers(typed));
    expect(used?.files[0]?.bytes).toEqual(typed?.files[0]?.bytes);
    expect(used?.embeds).toMatchObject([{ title: 'Report for #general from 2018-03-05 to 2018-03-06' }]);
    expect(JSON.stringify(used?.embeds)).toContain('are of the whole server');
    const [all] = await on.slash('report', { type: 'full', range: 'today' });
    expect(all?.embeds).toMatchObject([{ title: 'Report for 2018-03-05 to 2018-03-06' }]);
  });

  test('weekday, hourly and channels are files with a sentence and a picture', async () => {
    const on = await censusStage();
    await chat(on);
    const [weekday] = await on.type('.report Weekday all this month');
    expect(weekday?.content.split('\n').slice(0, 2)).toEqual([
      'Weekday report for the whole server',
      '1–5 March 2018, 5 days, UTC',
    ]);
    expect(weekday?.content).toContain('do not pass on');
    expect(weekday?.files.map(({ name }) => name)).toEqual([
      'report-weekday-all-2018-03-01-2018-03-06.csv.gz',
      'when-2018-03-01-to-2018-03-06.png',
    ]);
    expect(linesOf(weekday)).toHaveLength(8);
    const [hourly] = await on.type('.userstats report hourly #general today');
    expect(hourly?.content.split('\n')[0]).toBe('Hourly report for #general');
    expect(linesOf(hourly)).toHaveLength(25);
    const [channels] = await on.slash('report', { type: 'channels', range: 'today' });
    expect(
      linesOf(channels)
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['#general', '#Voice One']);
  });

  test('of a deleted channel is still available', async () => {
    const on = await censusStage();
    await chat(on);
    on.server.channels.delete(general);
    const [answer] = await on.type('.report full general today');
    expect(JSON.stringify(answer?.embeds)).toContain('"name":"Messages","value":"5"');
  });

  test('says what is not counted without the Server Members intent', async () => {
    const on = await censusStage({
      settings: { privilegedIntents: { guildMembers: false, messageContent: true, presences: false } },
    });
    const [answer] = await on.type('.report full all today');
    expect(JSON.stringify(answer?.embeds)).toContain('the Server Members intent is off');
  });

  test('without a range, on the first days, is of the days since counting began, and says so', async () => {
    const on = await censusStage();
    await chat(on);
    const [full] = await on.type('.report full all');
    expect(full?.embeds).toMatchObject([{ title: 'Report for 2018-03-05 to 2018-03-06' }]);
    expect(JSON.stringify(full?.embeds)).toContain('"name":"Messages","value":"5"');
    const words = 'Nothing was counted last month, so these are the days since counting began';
    expect(JSON.stringify(full?.embeds)).toContain(words);
    const [weekday] = await on.type('.report weekday all');
    expect(weekday?.content.split('\n')).toContain(words);
  });

  test('of a channel that Census cannot see, or that is ignored, says so and shows no zero', async () => {
    const on = await censusStage();
    await chat(on);
    const [ignored] = await on.type(`.report full <#${modRoom}> today`);
    expect(JSON.stringify(ignored?.embeds)).toContain('"name":"Messages","value":"–"');
    expect(JSON.stringify(ignored?.embeds)).toContain('nothing is counted in #mods, which is ignored');
    const deny = PermissionFlagsBits.ViewChannel;
    on.server.channels.setOverwrites(voiceOne, [{ id: on.server.botId, kind: 'member', allow: 0n, deny }]);
    await on.settled();
    const [unseen] = await on.type('.report full "Voice One" today');
    const text = JSON.stringify(unseen?.embeds);
    expect(text).toContain('"name":"Messages","value":"–"');
    expect(text).toContain('"name":"Voice time","value":"0.3 man-hours"'); // Counted before.
    expect(text).toContain('Census cannot see #Voice One, so it counts nothing there');
  });

  test('weekday files say how many days of each name the range has', async () => {
    const on = await censusStage();
    const [weekday] = await on.type('.report weekday all 2018-03-01 to 2018-03-06');
    const days = linesOf(weekday).map((line) => line.split(',').at(-1));
    expect(days).toEqual(['Days', '1', '0', '0', '1', '1', '1', '1']);
    expect(weekday?.content).toContain('an empty cell: counting had not begun');
  });

  test.each([
    ['.report', 'The type of the report is missing.'],
    ['.report daily all', '`daily` is not a type of report.'],
    ['.report full', 'Expected a channel or `all` after the type, but got nothing.'],
    ['.report full nosuch', 'There is no channel called `nosuch` here.'],
    ['.report full 999999999999999999', 'No channel of this server has that id.'],
    ['.report full all 32 Jan 2018', 'January 2018 has 31 days.'],
    ['.report full all yesterday to garbage', 'The end of the range, `garbage`, is not a day.'],
    [
      '.report full all 2018-01-30 to 2018-03-06',
      'A report covers one calendar month at most. Try `March 2018`; for longer, `.active 2018-01-30 to 2018-03-06`.',
    ],
    [`.report full ${'x'.repeat(3000)}`, `no channel called \`${'x'.repeat(100)}…\` here`],
    [`.report full all ${'@everyone '.repeat(300)}`, 'A range has at most 64 characters'],
  ])('%.40s is a mistake that is named, with the usage', async (content, words) => {
    const on = await censusStage();
    const [answer] = await on.type(content);
    expect(answer?.content).toContain(words);
    const usage = /\n\*\*Usage:\*\* `.report <full\|weekday\|hourly\|channels> <channel\|all> \[daterange\]`$/;
    expect(answer?.content).toMatch(usage);
    expect(answer?.content.length).toBeLessThan(1000);
    expect(answer?.notifies).toEqual([]);
    expect(on.log).toEqual([]);
  });
});
