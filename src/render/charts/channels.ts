import type { Frame } from './canvas/frame.ts';
import { bracketPath, type KeyItem } from './canvas/key.ts';
import { emptyText } from './canvas/marks.ts';
import type { Sheet } from './canvas/sheet.ts';
import { element } from './canvas/svg.ts';
import { fitted, textWidth } from './canvas/text-width.ts';
import type { Span } from './series-paths.ts';

/** Channels beside each other, busiest first. */
export interface ChannelsData {
  readonly channels: readonly ChannelBar[];
  readonly key: readonly KeyItem[];
  readonly empty: string | null;
}

export interface ChannelBar {
  /** As it can be shown: see `chartText`. */
  readonly name: string;
  /** Null if it is not known. */
  readonly value: number | null;
  readonly valueText: string;
  readonly usual: Span | null;
  /** What is said beside the value; empty for nothing. */
  readonly note: string;
  /** The note says that the value is outside the usual. */
  readonly isUnusual: boolean;
}

/** Chart (c): a bar for each channel, with the range that is usual for it. */
export function channelsChart({ channels, key, empty }: ChannelsData, sheet: Sheet): string {
  const frame = sheet.frame({ left: 12, right: 12, lead: 6, height: rowHeight * Math.max(2, channels.length) });
  const marks = empty === null ? channelBars(channels, frame) : emptyText(frame, empty);
  return sheet.svg({ name: 'channels', frame, marks, below: 2, key });
}

export const rowHeight = 34;

/** The bars from the top of a plot. */
export function channelBars(channels: readonly ChannelBar[], frame: Frame): string {
  const largest = channels.reduce((most, { value, usual }) => Math.max(most, value ?? 0, usual?.high ?? 0), 1);
  return channels.map((channel, index) => rowMarks(channel, index, largest, frame)).join('');
}

function rowMarks(channel: ChannelBar, index: number, largest: number, frame: Frame): string {
  const { name, value, valueText, usual, note, isUnusual } = channel;
  const y = frame.plot.top + rowHeight * index;
  const [weight, classes] = isUnusual ? ([600, 'mark'] as const) : ([400, 'key'] as const);
  const valueWidth = Math.max(narrowestValue, textWidth(valueText, 14, 600)) + 12;
  const noteWidth = note === '' ? 0 : textWidth(note, isUnusual ? 13 : 12, weight) + 12;
  const marks = [
    frame.text(0, y + 14, fitted(name, frame.width - valueWidth - noteWidth, 14), 'name'),
    note === '' ? '' : frame.text(1, y + 14, note, classes, { anchor: 'end', shift: -valueWidth }),
    frame.text(1, y + 14, valueText, 'value', { anchor: 'end' }),
    value === null || value === 0 ? '' : frame.rect(0, value / largest, { class: 'bar', y: y + 20, height: 9, rx: 1 }),
    usual === null ? '' : bracketMarks(usual, y + 24.5, largest, frame),
  ];
  return marks.join('');
}

/** The notes of rows with short and long values stand in one column. */
const narrowestValue = 40;

function bracketMarks({ low, high }: Span, y: number, largest: number, frame: Frame): string {
  const d = bracketPath(frame.inPath(low / largest), frame.inPath(high / largest), y, 6);
  return frame.paths(element('path', { class: 'under', d }) + element('path', { class: 'bracket', d }));
}
