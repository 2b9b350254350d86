import type { Frame } from './canvas/frame.ts';
import type { Sheet } from './canvas/sheet.ts';
import { type ChannelBar, channelBars, rowHeight } from './channels.ts';
import { type DaysData, daysMarks, leftOf } from './days.ts';

/** A month in a few numbers, for people outside of the server. */
export interface CardData {
  readonly figures: readonly Figure[];
  /** People by day; null if too little of it may be shown. */
  readonly days: Omit<DaysData, 'key'> | null;
  readonly daysHeading: string;
  readonly channels: readonly ChannelBar[];
  readonly channelsHeading: string;
}

export interface Figure {
  readonly value: string;
  readonly label: string;
}

/** Figures in rows of three, the days of the month, and its busiest channels. */
export function cardChart({ figures, days, daysHeading, channels, channelsHeading }: CardData, sheet: Sheet): string {
  const rows = Math.ceil(figures.length / columns);
  const top = sheet.frame({ left: 12, right: 12, lead: 10, height: figureHeight * rows });
  const marks = [figureMarks(figures, top)];
  let frame = top;
  if (days !== null) {
    frame = top.under(34, 84).fromEdge(leftOf(days));
    marks.push(top.text(0, frame.plot.top - 14, daysHeading, 'sub'), daysMarks(days, frame, name));
  }
  if (channels.length > 0) {
    frame = frame.under(days === null ? 30 : 54, rowHeight * channels.length).fromEdge(12);
    marks.push(frame.text(0, frame.plot.top - 6, channelsHeading, 'sub'), channelBars(channels, frame));
  }
  return sheet.svg({
    name,
    frame,
    marks: marks.join(''),
    below: channels.length > 0 || days === null ? 2 : 22,
    key: [],
  });
}

const name = 'card';
const columns = 3;
const figureHeight = 48;

function figureMarks(figures: readonly Figure[], frame: Frame): string {
  return figures
    .map(({ value, label }, index) => {
      const [at, y] = [(index % columns) / columns, frame.plot.top + figureHeight * Math.floor(index / columns)];
      return frame.text(at, y + 22, value, 'big') + frame.text(at, y + 38, label, 'key');
    })
    .join('');
}
