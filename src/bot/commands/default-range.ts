import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs, type HourRange, monthOfHour, startOfMonthMs } from '../../core/time.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { CommandServices, SlashOption } from './command.ts';

/** The days that a person means who names none. */
export interface DefaultRange {
  readonly range: HourRange;
  /** Last month has nothing: these are the days since counting began. */
  readonly isSinceBeginning: boolean;
}

export interface DefaultRangeDeps {
  readonly clock: Pick<CommandServices['clock'], 'now'>;
  readonly guilds: Pick<CommandServices['guilds'], 'get'>;
  readonly store: Pick<CommandServices['store'], 'months'>;
}

/** Last month. If nothing of it was counted or imported, the days of this month since counting began. */
export async function defaultRange(
  guildId: Snowflake,
  { clock, guilds, store }: DefaultRangeDeps,
): Promise<DefaultRange> {
  const nowMs = clock.now();
  const range = parseDateRange(null, nowMs);
  const lastMonth = monthOfHour(range.from);
  const firstConnectedMs = guilds.get(guildId)?.firstConnectedMs ?? 0;
  const isBefore = firstConnectedMs >= startOfMonthMs(lastMonth + 1);
  if (!isBefore || (await store.months(guildId)).some(({ month }) => month === lastMonth)) {
    return { range, isSinceBeginning: false };
  }
  const [from, to] = [Math.floor(firstConnectedMs / dayMs) * 24, (Math.floor(nowMs / dayMs) + 1) * 24];
  return { range: { from, to }, isSinceBeginning: true };
}

/** The slash command option for a range of days; last month by default. */
export const rangeOption = {
  name: 'range',
  kind: 'text',
  description: 'command.option.range',
  isSuggested: true,
} as const satisfies SlashOption;
