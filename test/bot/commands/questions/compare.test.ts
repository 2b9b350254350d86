import { describe, expect, test } from 'vitest';
import { censusStage, chat } from '../census-stage.ts';
import { embedOf, fieldIn } from './asked-embeds.ts';

describe('.compare', { timeout: 30_000 }, () => {
  test('shows two ranges beside each other', async () => {
    const on = await censusStage({}, { flushEveryMs: 3_600_000 });
    await chat(on);
    await on.clock.setTo(Date.UTC(2018, 2, 6, 9, 30));
    const [answer, ...more] = await on.type('.compare today with yesterday');
    expect(more).toEqual([]);
    const { title, description = '' } = embedOf(answer);
    expect(title).toBe('Two ranges compared');
    expect(description).toContain('**A:** 6 March 2018, 1 day, UTC\n**B:** 5 March 2018, 1 day, UTC');
    expect(description).toMatch(/\nMessages +0 +5 +–\n/);
    expect(description).toMatch(/\nVoice +0 h +15 min +–\n/);
    expect(fieldIn(answer, 'Coverage')).toBe(
      'A: coverage 100.0 %\nB: counting since 5 March 2018, 09:30 UTC, coverage 100.0 %',
    );
    const [slash] = await on.slash('compare', { range: 'today', with: 'yesterday' });
    expect(embedOf(slash)).toEqual(embedOf(answer));
  });

  test('without ranges is of the days since counting began, on the first days', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type('.compare');
    expect(embedOf(answer).description).toContain('**A:** 5 March 2018, 1 day, UTC\n**B:** 4 March 2018');
    expect(fieldIn(answer, 'Coverage')).toContain('B: counting had not begun');
    expect(embedOf(answer).footer?.text).toContain('these are the days since counting began');
  });

  test('offers ranges for both', async () => {
    const on = await censusStage();
    for (const option of ['range', 'with']) {
      expect(await on.suggestions('compare', option, 'this week')).toEqual(['this week (5 March 2018)']);
    }
  });

  test.each([
    ['.compare today with foobar', '`foobar` is not a day or a period.'],
    ['.compare today with this month', 'have days in common'],
    ['.compare today with yesterday with tomorrow', 'Put `with` between them, once.'],
  ])('%s is a mistake that is named, with the usage', async (content, words) => {
    const on = await censusStage();
    const [answer] = await on.type(content);
    expect(answer?.content).toContain(words);
    expect(answer?.content).toContain('**Usage:** `.compare [daterange]');
    expect(on.log).toEqual([]);
  });
});
