import type { GuildRegistry } from '../../../collect/guild-registry.ts';
import type { Query } from '../../../query/query.ts';
import type { Questions } from '../../../query/questions.ts';
import { noticeLines } from '../../../render/notices/notice-lines.ts';
import type { Words } from '../../../render/words.ts';
import { watchedSeries } from './watches.ts';

/** A line for each unusual day or week that ended in a range, of the numbers whose notices are switched on. */
export async function noticesIn(
  asked: Pick<Query, 'guildId' | 'range' | 'view'>,
  {
    guilds,
    questions,
  }: { readonly guilds: Pick<GuildRegistry, 'settings'>; readonly questions: Pick<Questions, 'ask'> },
  words: Words,
): Promise<readonly string[]> {
  const series = watchedSeries(guilds.settings(asked.guildId));
  if (series.length === 0) return [];
  return noticeLines(await questions.ask({ ...asked, about: 'notices', by: 'day', channel: null, series }), words);
}
