import type { Frame } from './canvas/frame.ts';
import type { KeyItem } from './canvas/key.ts';
import { emptyText, hatches } from './canvas/marks.ts';
import type { Sheet } from './canvas/sheet.ts';
import { textWidth } from './canvas/text-width.ts';

/** A number of consecutive months. */
export interface MonthsData {
  readonly months: readonly MonthBar[];
  readonly key: readonly KeyItem[];
  readonly empty: string | null;
}

export interface MonthBar {
  /** Null if it is not known. */
  readonly value: number | null;
  readonly valueText: string;
  readonly label: string;
  /** Of an earlier month, of the asked one, or of one that is not over or was not observed whole. */
  readonly kind: 'before' | 'bar' | 'part';
  readonly hatch: string | null;
  readonly readout: string;
}

/** A bar for each month, with its number. */
export function monthsChart({ months, key, empty }: MonthsData, sheet: Sheet): string {
  const frame = sheet.frame({ left: 12, right: 12, lead: 6, height: 120 });
  const marks = monthBars(months, frame) + (empty === null ? '' : emptyText(frame, empty));
  return sheet.svg({ name, frame, marks, below: 22, key });
}

const name = 'months';

/** The bars over the bottom of a plot, with their labels under it. */
export function monthBars(months: readonly MonthBar[], frame: Frame, chart = name): string {
  const { top, bottom } = frame.plot;
  const largest = months.reduce((most, { value }) => Math.max(most, value ?? 0), 1);
  const slot = 1 / Math.max(1, months.length);
  const room = bottom - top - valueRoom;
  const bars = months.map(({ value, kind }, index) => {
    if (value === null) return '';
    const height = Math.max(value > 0 ? 1 : 0, (room * value) / largest);
    const [from, to] = [(index + gap) * slot, (index + 1 - gap) * slot];
    return frame.rect(from, to, { class: kind, y: bottom - height, height });
  });
  const texts = months.map(({ value, valueText, kind }, index) => {
    if (value === null) return '';
    const y = bottom - (room * value) / largest - 4;
    const middle = (index + 0.5) * slot;
    return frame.text(middle, y, valueText, `${kind === 'before' ? 'key' : 'small'} halo`, { anchor: 'middle' });
  });
  const marks = [
    ...bars,
    hatches(chart, months, frame),
    frame.line([0, bottom], [1, bottom], 'base'),
    ...(haveRoom(
      months.map(({ valueText }) => valueText),
      frame,
      600,
    )
      ? texts
      : []),
    ...labels(months, frame),
  ];
  return marks.join('');
}

const valueRoom = 18;
const gap = 0.14;

/** Every label, or as many as have room, the last one always. */
function labels(months: readonly MonthBar[], frame: Frame): readonly string[] {
  const texts = months.map(({ label }) => label);
  let every = 1;
  const isShown = (index: number) => (texts.length - 1 - index) % every === 0;
  while (
    every < texts.length &&
    !haveRoom(
      texts.filter((_, index) => isShown(index)),
      frame,
    )
  )
    every += 1;
  return texts.map((label, index) => {
    if (!isShown(index)) return '';
    return frame.text((index + 0.5) / texts.length, frame.plot.bottom + 16, label, 'key', { anchor: 'middle' });
  });
}

function haveRoom(texts: readonly string[], frame: Frame, weight: 400 | 600 = 400): boolean {
  return texts.every((text) => textWidth(text, 12, weight) + 2 <= frame.width / texts.length);
}
