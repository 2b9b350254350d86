import { describe, expect, test } from 'vitest';
import { censusStage, chat } from '../census-stage.ts';
import { embedOf, fieldsIn, labelsUnder, pictureIn, tableIn } from './asked-embeds.ts';

describe('.over', { timeout: 30_000 }, () => {
  test('shows a number over time as words, a picture and a table', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.over messages day this month');
    expect(more).toEqual([]);
    expect(embedOf(answer)).toMatchObject({ title: 'Messages by day' });
    expect(fieldsIn(answer)).toMatchObject({ 'In all': '5', Most: '5 (Monday, 5 March 2018)' });
    expect(answer?.files.map(({ name }) => name)).toEqual([
      'over-day-all-2018-03-01-to-2018-03-06.csv',
      'messages-2018-03-01-to-2018-03-06.png',
    ]);
    expect(pictureIn(answer)?.alt).not.toBe('');
    expect(tableIn(answer).map((line) => line.split(',').slice(0, 2).join())).toEqual([
      'Case,Messages',
      ...['2018-03-01,', '2018-03-02,', '2018-03-03,', '2018-03-04,', '2018-03-05,5'],
    ]);
    expect(labelsUnder(answer)).toEqual(['By channel', 'When', 'Files']);
    const [slash] = await on.slash('over', { what: 'messages', by: 'day', range: 'this month' });
    expect(embedOf(slash)).toEqual(embedOf(answer));
    expect(slash?.files.map(({ bytes }) => bytes)).toEqual(answer?.files.map(({ bytes }) => bytes));
  });

  test.each([
    ['messages today', 'Messages by hour', 'In all', '5'],
    ['people today', 'People by hour', 'In all', '2'],
    ['voice today', 'Voice by hour', 'In all', '15 min'],
    ['joins by week this month', 'Joins by week', 'Joined', '1'],
    ['members month this year', 'Members by month', 'At the end', '11'],
    ['members this year', 'Members by day', 'At the end', '11'],
  ])('%s', async (text, title, field, value) => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type(`.over ${text}`);
    expect(embedOf(answer).title).toBe(title);
    expect(fieldsIn(answer)).toMatchObject({ [field]: value });
  });

  test('as a file is nothing but the table', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type('.over people format:csv day today');
    expect(answer?.files.map(({ name }) => name)).toEqual(['over-day-all-2018-03-05-to-2018-03-06.csv']);
    expect(answer?.content).toContain('People by day');
  });

  test.each([
    ['.over', 'Say what to show: one of `messages`, `people`, `voice`, `joins`, `members`.'],
    ['.over poeple', 'Did you mean `people`?'],
    ['.over today', '`today` is nothing that can be shown over time.'],
    ['.over people foobar', '`foobar` is not a day or a period.'],
  ])('%s is a mistake that is named, with the usage', async (content, words) => {
    const on = await censusStage();
    const [answer] = await on.type(content);
    expect(answer?.content).toContain(words);
    expect(answer?.content).toContain('`.over <messages|people|voice|joins|members> [day|week|month] [daterange]`');
    expect(on.log).toEqual([]);
  });
});
