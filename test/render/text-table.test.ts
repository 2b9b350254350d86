import { expect, test } from 'vitest';
import { hourMs } from '../../src/core/time.ts';
import type { Result } from '../../src/query/query.ts';
import { textTable } from '../../src/render/text-table.ts';
import { month, monthHours } from '../columns/some-counters.ts';
import { aChannel, guildId, withStore } from '../query/a-store.ts';
import { questionsOn } from '../query/ask.ts';

const channels = [aChannel(1, 'general'), aChannel(2, 'quiet')];
const counters = [{ hour: monthHours.from + 30, metric: 'msg' as const, channel: 1, member: 1, amount: 2 }];

test('every question has a table, with a name above each column', async () => {
  await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
    const questions = questionsOn(store, { now: () => monthHours.to * hourMs });
    const asked = { guildId, range: monthHours, channel: null, view: () => true } as const;
    const results: readonly Result[] = [
      await questions.ask({ ...asked, about: 'report', by: 'weekday' }),
      await questions.ask({ ...asked, about: 'series', by: 'week' }),
      await questions.ask({ ...asked, about: 'hourOfWeek', by: 'hourOfWeek' }),
      await questions.ask({ ...asked, about: 'channelTable', by: 'channel' }),
      await questions.ask({ ...asked, about: 'active', by: 'total' }),
      await questions.ask({ ...asked, about: 'activeDays', by: 'day' }),
      await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }),
      await questions.ask({ ...asked, about: 'newcomers', by: 'total' }),
      await questions.ask({ ...asked, about: 'apps', by: 'total' }),
      await questions.ask({ ...asked, about: 'device', by: 'total' }),
      await questions.ask({ ...asked, about: 'coverage', by: 'total' }),
      await questions.ask({ ...asked, about: 'usual', by: 'day', metric: 'people' }),
      await questions.ask({ ...asked, about: 'change', by: 'total', metric: 'people' }),
      await questions.ask({ ...asked, about: 'channelChanges', by: 'channel' }),
      await questions.ask({ ...asked, about: 'compare', by: 'total', with: monthHours }),
      await questions.ask({ ...asked, about: 'windows', by: 'total' }),
      await questions.ask({ ...asked, about: 'newcomerWays', by: 'total' }),
      await questions.ask({ ...asked, about: 'kinds', by: 'total' }),
      await questions.ask({ ...asked, about: 'card', by: 'total' }),
    ];
    for (const result of results) {
      const [header = '', ...lines] = textTable(result).split('\n');
      expect(lines).toHaveLength(result.rows.length);
      expect(header.trim().split(/ {2,}/)).toHaveLength(result.measures.length);
    }
    const [, general, quiet] = textTable(results[3] as Result).split('\n');
    expect(general).toMatch(/#general +2 +100\.0 % +1 +0 +2018-03-02$/);
    expect(quiet).toMatch(/#quiet +0 +0\.0 % +0 +0$/);
  });
});
