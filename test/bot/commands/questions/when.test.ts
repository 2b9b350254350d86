import { describe, expect, test } from 'vitest';
import { censusStage, chat } from '../census-stage.ts';
import { embedOf, fieldsIn, labelsUnder, pictureIn, tableIn } from './asked-embeds.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30.

describe('.when', { timeout: 30_000 }, () => {
  test('shows the busy hours as words, a picture and buttons, and their table as a file', async () => {
    const on = await censusStage({}, { flushEveryMs: 3_600_000 });
    await chat(on);
    await on.clock.setTo(Date.UTC(2018, 2, 5, 11));
    const [answer, ...more] = await on.type('.when today');
    expect(more).toEqual([]);
    expect(embedOf(answer)).toMatchObject({ title: 'When people write and talk' });
    expect(fieldsIn(answer)).toMatchObject({
      Busiest: 'Monday 09–10: 2 people',
      Quietest: 'Monday 10–11: 0 people',
      'Best times, in your clock': '<t:1520845200:F> to <t:1520852400:t>: 1 person',
      'Without a moderator': '– (not enough time counted yet)',
    });
    expect(pictureIn(answer)).toMatchObject({ name: 'when-2018-03-05-to-2018-03-06.png' });
    expect(pictureIn(answer)?.alt).toContain('Monday 09–10');
    expect(labelsUnder(answer)).toEqual(['Report', 'By channel', 'Files']);

    const [file] = await on.type('.when today format:csv');
    expect(file?.content.split('\n').slice(0, 2)).toEqual(['When people write and talk', '5 March 2018, 1 day, UTC']);
    expect(file?.content).toContain('do not pass on');
    expect(file?.files.map(({ name }) => name)).toEqual(['when-all-2018-03-05-to-2018-03-06.csv']);
    const lines = tableIn(file);
    expect(lines).toHaveLength(169);
    expect(lines).toContainEqual(expect.stringMatching(/^Monday 09:00,2,5,/));
  });

  test('means the same as the slash command, with and without a channel', async () => {
    const on = await censusStage();
    await chat(on);
    const pairs = [
      ['.when general today', { channel: 'general', range: 'today' }],
      ['.when this week', { range: 'this week' }],
    ] as const;
    for (const [typed, options] of pairs) {
      const [[first], [second]] = [await on.type(typed), await on.slash('when', options)];
      expect(embedOf(first).title).toContain('When people write and talk');
      expect(embedOf(second)).toEqual(embedOf(first));
      expect(pictureIn(second)?.bytes).toEqual(pictureIn(first)?.bytes);
    }
  });

  test('of a channel of few people shows nothing of them', async () => {
    const on = await censusStage({}, { flushEveryMs: 3_600_000 });
    await chat(on);
    await on.clock.setTo(Date.UTC(2018, 2, 5, 11));
    const [answer] = await on.type('.when general today');
    expect(fieldsIn(answer)).toEqual({ Busiest: '–', Quietest: '–' });
    expect(embedOf(answer).footer?.text).toContain('–: too few people');
  });

  test('offers channels and ranges', async () => {
    const on = await censusStage();
    expect(await on.suggestions('when', 'channel', 'gen')).toEqual(['#general']);
    expect(await on.suggestions('when', 'range', 'quarter')).toEqual(['this quarter (1 January – 5 March 2018)']);
  });

  test.each([
    ['.when genral', 'There is no channel called `genral` here. Did you mean <#510000000000000001>?'],
    ['.when foobar', '`foobar` is neither a channel here nor days.'],
    ['.when lst month', 'Did you mean `last month`?'],
    ['.when "Voice One', 'Expected a closing `"`'],
    ['.when today format:pdf', 'format'],
  ])('%s is a mistake that is named, with the usage', async (content, words) => {
    const on = await censusStage();
    const [answer] = await on.type(content);
    expect(answer?.content).toContain(words);
    expect(answer?.content).toContain('`.when [channel|all] [daterange]`');
    expect(on.log).toEqual([]);
  });
});
