import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, monthName } from '../../core/time.ts';
import { cellSizes } from '../../query/k-anonymity.ts';
import type { GuildMonth, StoreReader } from '../../store/store-reader.ts';
import { amount, percent } from '../io/format.ts';
import { type Finding, note } from './finding.ts';

/** What a moderator can still infer: how many cells of the last sealed month, or of the open one, have few members. */
export async function cellFindings(
  store: Pick<StoreReader, 'readCounters'>,
  guildId: Snowflake,
  months: readonly GuildMonth[],
  onProgress: (share: number) => void,
): Promise<readonly Finding[]> {
  const measured = months.findLast(({ isSealed }) => isSealed) ?? months.at(-1);
  if (measured === undefined) return [];
  const sizes = await cellSizes(store, guildId, hoursOfMonth(measured.month), onProgress);
  const { cells, cellsUnderFive, cellsOfOne, members, membersAlone } = sizes;
  if (cells === 0) return [];
  const rows = `${amount(cells, 'cell')} (an hour, a channel, messages or voice)`;
  return [
    note(
      `What can be inferred, by ${monthName(measured.month)}: of ${rows}, ${percent(cellsUnderFive, cells)} have fewer ` +
        `than five people and ${percent(cellsOfOne, cells)} only one.`,
    ),
    note(
      `${percent(membersAlone, members)} of ${amount(members, 'member')} are alone in at least one cell: anyone who ` +
        'was there, or can read that channel, knows whose token it is, and with it all that the token did in that month ' +
        '(.github/PRIVACY.md).',
    ),
  ];
}
