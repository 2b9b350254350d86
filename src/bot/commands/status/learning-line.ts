import { dayMs, hourMs, hourOf } from '../../../core/time.ts';
import { watchedSeries } from '../../posts/notices/watches.ts';
import type { CommandRequest, CommandServices } from '../command.ts';

/** Until when there are no notices, because what is usual is not known yet; none once it is, or if none are wanted. */
export async function learningLine(
  nowMs: number,
  { guildId, words }: Pick<CommandRequest, 'guildId' | 'words'>,
  { guilds, questions }: Pick<CommandServices, 'guilds' | 'questions'>,
): Promise<readonly string[]> {
  const guild = guilds.get(guildId);
  if (guild === undefined || guild.settings.reportChannelId === null) return [];
  const series = watchedSeries(guild.settings);
  if (series.length === 0 || nowMs - guild.firstConnectedMs > longestMs) return [];
  const to = hourOf(nowMs) - (hourOf(nowMs) % 24);
  const asked = { guildId, range: { from: to - 24, to }, channel: null, view: () => false } as const;
  const { learningUntil } = await questions.ask({ ...asked, about: 'notices', by: 'day', series });
  if (learningUntil === null) return [];
  return [words.say('status.noticesLearning', { day: words.weekdayAndLongDay(learningUntil * hourMs) })];
}

/** It takes 116 days, and longer only if half of the days are not observed. */
const longestMs = 240 * dayMs;
