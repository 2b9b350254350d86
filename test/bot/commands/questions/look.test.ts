import { test } from 'vitest';
import { censusStage, chat } from '../census-stage.ts';

test('look', async () => {
  const on = await censusStage();
  await chat(on);
  for (const text of [
    '.when',
    '.channels today',
    '.over messages',
    '.over members',
    '.over voice day today',
    '.compare today',
    '.compare',
    '.newcomers',
    '.newcomers this month',
    '.kinds',
    '.kinds general',
    '.card',
    '.card march',
    '.help when',
    '.help',
    '.help compare',
  ]) {
    const [answer] = await on.type(text);
    console.log(text, '→', answer?.content, JSON.stringify(answer?.embeds, null, 1));
  }
  console.log(on.log);
}, 120000);
