import type { Frame } from './canvas/frame.ts';
import { hatchFill } from './canvas/hatch.ts';
import type { KeyItem } from './canvas/key.ts';
import { emptyText } from './canvas/marks.ts';
import type { Sheet } from './canvas/sheet.ts';
import { element } from './canvas/svg.ts';

/** A number for each hour of the week. */
export interface HeatData {
  /** 168, from Monday 00:00. */
  readonly cells: readonly HeatCell[];
  /** Seven, Monday first. */
  readonly weekdays: readonly string[];
  /** 24, from midnight. Every third is written. */
  readonly hours: readonly string[];
  readonly key: readonly KeyItem[];
  readonly empty: string | null;
}

export interface HeatCell {
  /** 0 for nothing, 1 to 6 for equal steps up to the largest. */
  readonly step: number;
  /** Less than half of these hours was observed. */
  readonly isHatched: boolean;
  /** Mostly no moderator wrote. */
  readonly isLone: boolean;
  readonly readout: string;
}

/** The step of a value: six equal ones from above zero to the largest. */
export function heatStep(value: number, largest: number): number {
  if (value <= 0 || largest <= 0) return 0;
  return Math.min(steps, Math.max(1, Math.ceil((steps * value) / largest)));
}

const steps = 6;

/** Chart (b): how many people at which hour of the week. */
export function heatChart({ cells, weekdays, hours, key, empty }: HeatData, sheet: Sheet): string {
  const row = sheet.placement === 'picture' ? 26 : 24;
  const frame = sheet.frame({ left: 42, right: 11, lead: 22, height: 7 * row });
  const { top } = frame.plot;
  const columns = hours.map((hour, index) => {
    return index % 3 === 0 ? frame.text((index + 0.5) / 24, top - 6, hour, 'axis', { anchor: 'middle' }) : '';
  });
  const rows = weekdays.map((weekday, index) => {
    return frame.text(0, top + row * (index + 0.5) + 4.5, weekday, 'axis', { anchor: 'end', shift: -6 });
  });
  const drawn = cells.map((cell, index) => cellMarks(cell, index, row, frame));
  const marks = [...columns, ...rows, ...drawn, empty === null ? '' : emptyText(frame, empty)];
  return sheet.svg({ name, frame, marks: marks.join(''), below: 6, key });
}

const name = 'when';

function cellMarks({ step, isHatched, isLone, readout }: HeatCell, index: number, row: number, frame: Frame): string {
  const [weekday, hour] = [Math.floor(index / 24), index % 24];
  const [from, to, y] = [hour / 24, (hour + 1) / 24, frame.plot.top + row * weekday];
  const marks = [
    frame.rect(from, to, { class: `q${step} cell`, y, height: row }),
    isHatched ? frame.rect(from, to, { y, height: row, fill: hatchFill(name) }) : '',
    isLone ? frame.circle((from + to) / 2, y + row / 2, 4.4, 'card') : '',
    isLone ? frame.circle((from + to) / 2, y + row / 2, 3, 'lone') : '',
  ];
  if (frame.placement === 'picture') return marks.join('');
  const tip = frame.text(1, frame.plot.bottom + 18, readout, 'tip halo', { anchor: 'end' });
  return element('g', { class: 'd' }, [...marks, tip].join(''));
}
