import { expect, it } from 'vitest';
import { noticeChoices } from '../../../../src/bot/commands/notice-choices.ts';
import { learningLine } from '../../../../src/bot/commands/status/learning-line.ts';
import { noticesIn } from '../../../../src/bot/posts/notices/notices-in.ts';
import { defaultGuildSettings, noticeKinds } from '../../../../src/core/guild-settings.ts';
import { dayMs } from '../../../../src/core/time.ts';
import { english } from '../../../../src/render/words.ts';
import { general } from '../../../cast.ts';
import { guildId } from '../../../query/a-store.ts';
import { questionsOn } from '../../../query/ask.ts';
import { withHistory } from '../../../query/questions/notices/a-history.ts';
import { aGuild } from '../../../store/a-batch.ts';

const first = Date.UTC(2024, 0, 1) / dayMs;

/** A message on each of many days, and fifty on the last. */
function history(days: number) {
  const counters = Array.from({ length: days }, (_, index) => {
    const amount = index === days - 1 ? 50 : 1 + (index % 2);
    return { hour: (first + index) * 24 + 9, metric: 'msg', channel: 1, member: 1, amount } as const;
  });
  return { first, counters, missed: [], nowMs: (first + days) * dayMs };
}

function linesOf(days: number, changes: Partial<typeof defaultGuildSettings> = {}) {
  const settings = { ...defaultGuildSettings, reportChannelId: general, ...changes };
  const guild = aGuild(guildId, { settings, firstConnectedMs: first * dayMs });
  const { nowMs, ...rest } = history(days);
  return withHistory({ ...rest, nowMs }, async ({ store }) => {
    const questions = questionsOn(store as Parameters<typeof questionsOn>[0], { now: () => nowMs });
    const guilds = { settings: () => settings, get: () => guild };
    const range = { from: (first + days - 7) * 24, to: (first + days) * 24 };
    return {
      digest: await noticesIn({ guildId, range, view: () => true }, { guilds, questions }, english),
      status: await learningLine(nowMs, { guildId, words: english }, { guilds, questions } as never),
    };
  });
}

it('a digest has a line for each notice of its days, unless they are switched off', async () => {
  expect((await linesOf(150)).digest).toEqual([
    'Wed 29 May: unusual. **50** messages; 1.5 is usual on a Wednesday. Nothing was as far off since counting began.',
  ]);
  expect((await linesOf(150, { noticesOff: ['messages'] })).digest).toEqual([]);
  expect((await linesOf(150, { noticesOff: noticeKinds })).digest).toEqual([]);
});

it('/status says until when Census learns what is usual, where notices are wanted', async () => {
  expect((await linesOf(60)).status).toEqual([
    'Notices of unusual days begin on Friday, 26 April 2024 at the earliest: until then, Census learns what is usual here.',
  ]);
  expect((await linesOf(150)).status).toEqual([]);
  expect((await linesOf(60, { reportChannelId: null })).status).toEqual([]);
  expect((await linesOf(60, { noticesOff: noticeKinds })).status).toEqual([]);
});

it('there are no more choices than Discord lists', () => {
  expect(noticeChoices.length).toBeLessThanOrEqual(25);
});
