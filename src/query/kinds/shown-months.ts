import { fewestPeople } from '../../columns/day/final-summaries.ts';
import { type Cell, keptCells } from '../../columns/day/kept-cells.ts';
import { type Channel, seesAllChannels } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { hourMs, hoursOfMonth, type Month, monthsOfRange } from '../../core/time.ts';
import { isOfWholeMonths } from '../hours/compared-range.ts';
import { readSummaries } from '../kept/kept-months.ts';
import type { Query } from '../query.ts';
import type { QuestionDeps } from '../questions/question-deps.ts';
import { report } from '../questions/report.ts';
import type { Reason } from '../value.ts';

/**
 * Why the kinds of a channel's messages may not be shown of a range; null if they may. They may of calendar months that are
 * over, so that no two answers can be subtracted to find a day. In each of them five people wrote in the channel, or
 * nobody; and if fewer wrote in another channel, then the channel is not the one with the fewest people: with that, the
 * small ones cannot be found by subtracting all others from the whole server.
 */
export async function whyKindsHidden(
  { guildId, range, channel }: Query & { readonly channel: Channel },
  pruned: readonly Month[],
  deps: QuestionDeps,
): Promise<Reason | null> {
  if (!isOfWholeMonths(range)) return 'tooFew';
  if (range.to * hourMs > deps.clock.now()) return 'running';
  for (const month of monthsOfRange(range)) {
    const writers = pruned.includes(month)
      ? await keptWriters(deps, guildId, month)
      : await writersOf(deps, guildId, month);
    if (writers === null) return 'deleted';
    if (!isShown(writers, channel.number)) return 'tooFew';
  }
  return null;
}

/** Who wrote in a month. */
interface Writers {
  /** By channel, without those of nobody. */
  readonly byChannel: ReadonlyMap<ChannelNumber, number>;
  /** Whether fewer than five people wrote in some other channels. */
  readonly hasOthers: boolean;
}

async function writersOf(deps: QuestionDeps, guildId: string, month: Month): Promise<Writers> {
  const asked = { guildId, range: hoursOfMonth(month), by: 'channel', channel: null, view: seesAllChannels } as const;
  const { rows } = await report({ ...asked, about: 'report' }, { ...deps, onReported: undefined });
  const byChannel = rows.flatMap(({ key, values: { activeUsers } }): readonly (readonly [number, number])[] => {
    const isKnown = key.kind === 'channel' && typeof activeUsers === 'number' && activeUsers > 0;
    return isKnown ? [[key.channel.number, activeUsers]] : [];
  });
  return { byChannel: new Map(byChannel), hasOthers: false };
}

/** Of a pruned month; null if it cannot be read. */
async function keptWriters({ store }: QuestionDeps, guildId: string, month: Month): Promise<Writers | null> {
  const summaries = await readSummaries(store, guildId, month);
  if (summaries === null) return null;
  const byChannel = summaries.channels.flatMap(({ channel, written }): readonly (readonly [number, number])[] => {
    return written !== null && written.writers > 0 ? [[channel, written.writers]] : [];
  });
  return { byChannel: new Map(byChannel), hasOthers: summaries.otherMessages > 0 };
}

function isShown({ byChannel, hasOthers }: Writers, channel: ChannelNumber): boolean {
  // In an order that is the same before and after pruning.
  const inOrder = [...byChannel].sort(([one], [other]) => one - other);
  const cells = inOrder.map(([column, people]): Cell => ({ row: 'month', column, people }));
  const others: Cell = { row: 'month', column: 'others', people: 1 };
  const own = cells.find(({ column }) => column === channel);
  if (own === undefined) return !hasOthers;
  return keptCells(hasOthers ? [...cells, others] : cells, fewestPeople).has(own);
}
