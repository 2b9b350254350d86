import { describe, expect, test } from 'vitest';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom } from '../../simulator/server/stage.ts';
import { type CensusStage, censusStage } from './census-stage.ts';
import { embedOf, labelsUnder, pictureIn, tableIn } from './questions/asked-embeds.ts';

describe('.active', () => {
  test('shows who was active in the last 30 days', async () => {
    const on = await censusStage();
    await chat(on);
    await on.clock.setTo(on.clock.now() + 60_000);
    const [answer, ...more] = await on.type('.active');
    expect(more).toEqual([]);
    expect(pictureIn(answer)).toMatchObject({ name: 'active-2018-02-04-to-2018-03-06.png' });
    expect(pictureIn(answer)?.alt).toContain('People who wrote or talked');
    expect(labelsUnder(answer)).toEqual(['By channel', 'When', 'Files']);
    expect(answer?.embeds).toMatchObject([
      {
        title: 'Active members for 2018-02-04 to 2018-03-06',
        fields: [
          { name: 'Active in the range', value: '2' },
          { name: 'DAU', value: '2.0 on average' },
          { name: 'WAU', value: '–' }, // It begins before Census came.
          { name: 'MAU', value: '–' },
          { name: 'Stickiness', value: '–' },
          { name: 'Apps that wrote in March 2018', value: '1 bot, 0 webhooks' },
          { name: 'New members', value: '– (fewer than 5 people joined)' },
        ],
      },
    ]);
    expect(JSON.stringify(answer?.embeds)).toContain('counting since 5 March 2018');
    expect(JSON.stringify(answer?.embeds)).toContain('do not pass on');
  });

  test('of one day has that day as its average', async () => {
    const on = await censusStage();
    await chat(on);
    const [typed] = await on.type('.active today');
    expect(JSON.stringify(typed?.embeds)).toContain('"name":"DAU","value":"2.0 on average"');
    expect(JSON.stringify(typed?.embeds)).toContain('"name":"Stickiness","value":"–"');
    expect(JSON.stringify(typed?.embeds)).toContain('–: counting had not begun · –: today is not over');
    const [used] = await on.slash('active', { range: 'today' });
    expect(embedOf(used)).toEqual(embedOf(typed));
    expect(pictureIn(used)?.bytes).toEqual(pictureIn(typed)?.bytes);
  });

  test('is a table of its days as a file', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type('.active format:csv this month');
    expect(answer?.files.map(({ name }) => name)).toEqual(['active-all-2018-03-01-to-2018-03-06.csv']);
    expect(answer?.content).toContain('Active members for 2018-03-01 to 2018-03-06');
    const [header = '', ...days] = tableIn(answer);
    const column = header.split(',').indexOf('Wrote or talked');
    expect(days.map((line) => line.split(',')[column])).toEqual(['', '', '', '', '2']);
  });

  test('offers ranges, also across months', async () => {
    const on = await censusStage();
    expect(await on.suggestions('active', 'range', 'quarter')).toEqual(['this quarter (1 January – 5 March 2018)']);
  });

  test('names a mistake', async () => {
    const on = await censusStage();
    const [answer] = await on.type('.active the other day');
    expect(answer?.content).toContain('`the other day` is not a day or a period.');
    expect(answer?.content).toMatch(/\*\*Usage:\*\* `.active \[daterange\]`$/);
  });

  test('counts the apps that wrote once a month each, apart from members', async () => {
    const on = await censusStage();
    await chat(on);
    const write = (userId: string, by: 'bot' | 'webhook', channelId = general) =>
      on.server.people.typeMessage({ guildId, channelId, userId, content: 'beep', by });
    for (const hook of ['880000000000000001', '880000000000000001', '880000000000000002']) write(hook, 'webhook');
    write('880000000000000003', 'bot');
    write('880000000000000004', 'bot', modRoom); // It is ignored. Census, which greeted elsewhere, is the other.
    await on.settled();
    const [answer] = await on.type('.active today');
    const text = JSON.stringify(answer?.embeds);
    expect(text).toContain('"name":"Apps that wrote in March 2018","value":"2 bots, 2 webhooks"');
    expect(text).toContain('"name":"Active in the range","value":"2"');
  });

  test('is a line in the full report of the whole server, not of a channel', async () => {
    const on = await censusStage();
    await chat(on);
    const [all] = await on.type('.report full all today');
    expect(all?.embeds).toMatchObject([{ description: '5 March 2018, 1 day, UTC\nWrote or talked: 2 members' }]);
    const [channel] = await on.type('.report full #general today');
    expect(channel?.embeds).toMatchObject([{ description: '5 March 2018, 1 day, UTC' }]);
  });
});

/** Alice and Bob write. */
async function chat(on: CensusStage): Promise<void> {
  for (const user of [alice, bob]) {
    on.server.perform(guildId, { atMs: on.clock.now(), ev: 'msg', user, channel: general, amount: 2 });
  }
  await on.settled();
}
