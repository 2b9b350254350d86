import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, hourMs } from '../../core/time.ts';
import { type SeriesDeps, series } from '../questions/series.ts';
import type { RangeFacts } from '../range-facts.ts';
import { leastObserved } from '../usual/usual.ts';
import type { Figures } from './far-off.ts';
import type { NoticeSeries } from './notice-series.ts';

/** Numbers that are read for notices: those of the series, and the members. */
export type FigureName = NoticeSeries | 'totalUsers';

export interface ReadFigures {
  /** By hour or day from the start of the range; null for one that is not over, not known, or not observed for 95 %. Voice is in hours. */
  readonly figures: ReadonlyMap<FigureName, Figures>;
  readonly facts: RangeFacts;
}

/** Reads numbers of every whole hour or day of a range, of all channels together. */
export async function readFigures(
  { guildId, range, by }: { readonly guildId: Snowflake; readonly range: HourRange; readonly by: 'hour' | 'day' },
  names: readonly FigureName[],
  deps: SeriesDeps,
): Promise<ReadFigures> {
  const asked = { about: 'series', guildId, range, by, channel: null, view: () => false } as const;
  const { rows, facts } = await series(asked, deps);
  const figures = new Map<FigureName, (number | null)[]>(names.map((name) => [name, []]));
  const slice = new Slice(rowsPerTurn);
  for (const { key, values } of rows) {
    const isOver = key.kind === 'period' && key.to * hourMs <= facts.askedAtMs;
    const isObserved = isOver && (values.observedShare as number) >= leastObserved;
    for (const [name, own] of figures) {
      const value = values[name];
      own.push(isObserved && typeof value === 'number' ? figureOf(name, value) : null);
    }
    if (slice.fills()) await nextTurn();
  }
  return { figures, facts };
}

const rowsPerTurn = 1000;

/** Seconds are too fine: five of them are nothing. A guild without members is one whose members were not counted. */
function figureOf(name: FigureName, value: number): number | null {
  if (name === 'totalUsers' && value === 0) return null;
  return name === 'voiceSeconds' ? value / 3600 : value;
}
