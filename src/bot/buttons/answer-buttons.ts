import type { Channel } from '../../core/channel.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { HourRange, Month } from '../../core/time.ts';
import type { Words } from '../../render/words.ts';
import { countedTime } from '../answering/suggestions.ts';
import type { CommandServices } from '../commands/command.ts';
import { isAnswered, isWithinMonth, type Use } from './answered-uses.ts';
import type { Button, ButtonName, ButtonRow } from './button.ts';
import { neighbourRanges } from './neighbour-ranges.ts';

/** An answer with a picture, as its buttons need it. */
export interface ShownAnswer {
  /** The use of a command that leads to it again. */
  readonly use: Use;
  /** The view that it is; null if no button leads to it. */
  readonly view: View | null;
  /** The channel that it is about; null for all. */
  readonly channel: Channel | null;
  readonly range: HourRange;
  /** The text that was read as the range; null if none was given. */
  readonly text: string | null;
}

/** When there are numbers. */
export interface Numbered {
  readonly nowMs: number;
  /** When they begin, in milliseconds since the Unix epoch; null if that is not known. */
  readonly firstMs: number | null;
  /** The months whose counters were deleted. */
  readonly pruned: ReadonlySet<Month>;
}

/** The views of the same days, in the order of their buttons. To add one, give it a place and a label too. */
const views = {
  report: (channel) => ({ command: 'report', options: { type: 'full', channel } }),
  channels: () => ({ command: 'channels', options: {} }),
  when: (channel) => ({ command: 'when', options: { channel } }),
} as const satisfies Partial<Record<ButtonName, (channel: string) => Use>>;

export type View = keyof typeof views;

/** When a guild has numbers. */
export async function numbered(
  guildId: Snowflake,
  services: Pick<CommandServices, 'guilds' | 'store' | 'clock'>,
): Promise<Numbered> {
  const [counted, pruned] = await Promise.all([countedTime(guildId, services), services.store.prunedMonths(guildId)]);
  return { ...counted, pruned: new Set(pruned.map(({ month }) => month)) };
}

/**
 * The buttons under an answer: the days before and after it, the other views of its days, and its files. What would not be
 * answered cannot be pressed.
 */
export function answerButtons(
  { use, view, channel, range, text }: ShownAnswer,
  { nowMs, firstMs, pruned }: Numbered,
  words: Words,
): readonly ButtonRow[] {
  const limits = {
    nowMs,
    firstMs,
    isWithinMonth: isWithinMonth(use),
    isAnswered: (neighbour: HourRange) => isAnswered(use, neighbour, pruned),
  };
  const { before, same, after } = neighbourRanges({ range, text }, limits);
  const inChannel = channel?.id ?? 'all';
  const leadingTo = (button: ButtonName, to: Use, days: string | null): Button => ({
    button,
    label: words.say(`button.${button}`),
    command: to.command,
    options: new Map(Object.entries({ ...to.options, range: days ?? same })),
    isEnabled: days !== null && (days !== same || isAnswered(to, range, pruned)),
  });
  // A row has five buttons.
  const left = view ?? 'report';
  const others = Object.entries(views).filter(([name]) => name !== left) as [View, (typeof views)[View]][];
  const files = { ...use, options: { ...use.options, format: 'csv' } };
  return [
    [
      leadingTo('before', use, before),
      leadingTo('after', use, after),
      ...others.map(([name, viewOf]) => leadingTo(name, viewOf(inChannel), same)),
      leadingTo('files', files, same),
    ],
  ];
}
