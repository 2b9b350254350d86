import { describe, expect, test } from 'vitest';
import { censusStage, chat } from '../census-stage.ts';
import { embedOf, fieldsIn, pictureIn } from './asked-embeds.ts';

describe('.newcomers', { timeout: 30_000 }, () => {
  test('shows what became of those who joined', async () => {
    const on = await censusStage();
    await chat(on);
    const [answer, ...more] = await on.type('.newcomers');
    expect(more).toEqual([]);
    expect(embedOf(answer)).toMatchObject({ title: 'Newcomers of March 2018' });
    expect(fieldsIn(answer)).toMatchObject({ Joined: '1', 'Wrote within 7 days': '0 of 1' });
    for (const month of ['March 2018', '2018-03', 'this month']) {
      const [slash] = await on.slash('newcomers', { month });
      expect(embedOf(slash)).toEqual(embedOf(answer));
    }
    expect(await on.suggestions('newcomers', 'month', 'mar')).toEqual(['March 2018']);
  });

  test('says what is not counted without the Server Members intent', async () => {
    const on = await censusStage({
      settings: { privilegedIntents: { guildMembers: false, messageContent: true, presences: false } },
    });
    const [answer] = await on.type('.newcomers');
    expect(fieldsIn(answer)).toMatchObject({ Joined: '– (the Server Members intent is off)' });
  });
});

describe('.card', { timeout: 30_000 }, () => {
  test('is a picture of the last anonymised month, which says that it may be passed on', {
    timeout: 100_000,
  }, async () => {
    const on = await censusStage({}, { flushEveryMs: 86_400_000 });
    await chat(on);
    await on.clock.setTo(Date.UTC(2018, 3, 1, 1));
    await on.settled();
    const [answer, ...more] = await on.type('.card');
    expect(more).toEqual([]);
    expect(embedOf(answer)).toMatchObject({ title: 'March 2018 in numbers' });
    expect(embedOf(answer).description).toContain('This may be passed on');
    expect(pictureIn(answer)?.name).toBe('card-2018-03.png');
    expect(answer?.components).toEqual([]);
    const [slash] = await on.slash('card', { month: 'March 2018' });
    expect(embedOf(slash)).toEqual(embedOf(answer));
  });

  test.each([
    ['.card', 'There is no card yet: no month that was counted is anonymised.'],
    ['.card this month', 'March 2018 is not anonymised yet, so there is no card of it.'],
    ['.card today', 'Expected a month like `June 2018`'],
    ['.card May 2017', 'Nothing was counted before 5 March 2018.'],
    ['.newcomers last 3 months', 'Expected a month like `June 2018`'],
  ])('%s is a mistake that is named, with the usage', async (content, words) => {
    const on = await censusStage();
    await chat(on);
    const [answer] = await on.type(content);
    expect(answer?.content).toContain(words);
    expect(answer?.content).toMatch(/\*\*Usage:\*\* `\.(?:card|newcomers) \[month\]`$/);
    expect(on.log).toEqual([]);
  });
});
