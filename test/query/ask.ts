import { type Channel, type ChannelView, seesAllChannels } from '../../src/core/channel.ts';
import type { ReportType } from '../../src/core/report.ts';
import type { HourRange } from '../../src/core/time.ts';
import { MonthActivities } from '../../src/query/active/month-activities.ts';
import { type Circumstances, unknownCircumstances } from '../../src/query/circumstances.ts';
import type { Result } from '../../src/query/query.ts';
import type { QuestionDeps } from '../../src/query/questions/question-deps.ts';
import { reportGroupings } from '../../src/query/questions/report.ts';
import { Questions } from '../../src/query/questions.ts';
import type { ReportMeasure } from '../../src/query/report-measures.ts';
import { Tabulator } from '../../src/query/reports/tabulator.ts';
import type { Value } from '../../src/query/value.ts';
import { labelsIn, rowLabel } from '../../src/render/row-label.ts';
import { someDerivedDays } from './some-derived-days.ts';

type Clock = QuestionDeps['clock'];

/** Questions to a store. */
export function questionsOn(
  store: QuestionDeps['store'],
  clock: Clock,
  circumstances: Partial<Circumstances> = {},
): Questions {
  return new Questions({
    store,
    clock,
    tabulator: new Tabulator(),
    activities: new MonthActivities(store),
    circumstances: { ...unknownCircumstances, ...circumstances },
  });
}

/** A store that answers some questions in another way. */
export function storeWith(
  store: QuestionDeps['store'],
  changes: Partial<QuestionDeps['store']>,
): QuestionDeps['store'] {
  return {
    readCounters: (id, range) => store.readCounters(id, range),
    readParts: (id, range, channel) => store.readParts(id, range, channel),
    readDays: (id, range, asked) => store.readDays(id, range, asked),
    closedHours: (id, month) => store.closedHours(id, month),
    monthRows: (id, month) => store.monthRows(id, month),
    channels: (id) => store.channels(id),
    events: (id) => store.events(id),
    guild: (id) => store.guild(id),
    gaps: (id, range) => store.gaps(id, range),
    months: (id) => store.months(id),
    prunedMonths: (id) => store.prunedMonths(id),
    finalSummaries: (id, month) => store.finalSummaries(id, month),
    totals: (id, asked) => store.totals(id, asked),
    trial: (id, month) => store.trial(id, month),
    ...(changes.readCounters === undefined ? {} : someDerivedDays({ readCounters: changes.readCounters })),
    ...changes,
  };
}

export interface AskedReport {
  readonly guildId: string;
  readonly type: ReportType;
  readonly channel: Channel | null;
  readonly range: HourRange;
  /** By default all channels. */
  readonly view?: ChannelView;
  readonly onProgress?: (share: number) => void;
}

/** A report from a store. */
export function reportOf(
  store: QuestionDeps['store'],
  clock: Clock,
  { type, ...asked }: AskedReport,
  circumstances: Partial<Circumstances> = {},
): Promise<Result<ReportMeasure>> {
  const query = { view: seesAllChannels, ...asked, about: 'report', by: reportGroupings[type] } as const;
  return questionsOn(store, clock, circumstances).ask(query);
}

/** The rows of a result, each with its label and its values. */
export function rowsOf<Measure extends string>(
  { rows }: Result<Measure>,
  labels = labelsIn(rows),
): readonly ({ readonly label: string } & Readonly<Record<Measure, Value>>)[] {
  return rows.map(({ key, values }) => ({ label: rowLabel(key, labels), ...values }));
}

/** The first row's values. */
export function valuesIn<Measure extends string>({ rows }: Result<Measure>): Readonly<Record<Measure, Value>> {
  const [row] = rows;
  if (row === undefined) throw new Error('there is no row');
  return row.values;
}

/** A question about all channels, in all. */
export function allOf(guildId: string, range: HourRange) {
  return { guildId, range, by: 'total', channel: null, view: seesAllChannels } as const;
}
