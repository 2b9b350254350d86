import { expect, test } from 'vitest';
import { censusStage, chat } from './census-stage.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30, when counting began.

const commands = ['.report full all', '.report weekday #general', '.active', '.userstats', '.visitors'];

test.each(commands)('%s of a time before counting began says when it began', async (command) => {
  const on = await censusStage({}, { countVisitors: true });
  await chat(on);
  const [answer] = await on.type(`${command} January 2018`);
  expect(answer?.embeds).toEqual([]);
  expect(answer?.files).toEqual([]);
  expect(answer?.content.split('\n')[0]).toBe(
    'Nothing was counted before 5 March 2018. Ask for that day or a later one.',
  );
});

test.each(commands.slice(0, -1))('%s of a time in which counting began is answered', async (command) => {
  const on = await censusStage();
  await chat(on);
  const [answer] = await on.type(`${command} 2018-03-04 to 2018-03-06`);
  const files = answer?.files.filter(({ contentType }) => contentType !== 'image/png') ?? [];
  expect([...(answer?.embeds ?? []), ...files]).toHaveLength(1);
});
