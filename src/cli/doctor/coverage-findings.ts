import { coverage } from '../../core/coverage.ts';
import { type HourRange, hourMs, hoursOfLastDay, hoursOfMonth, monthName, monthOf } from '../../core/time.ts';
import type { Gap, Guild } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { amount, duration, instantText } from '../io/format.ts';
import { type Finding, fault, note } from './finding.ts';

/** A bot may take this long to write. Only then is unwritten time a gap. */
const unwrittenMs = 60_000;

export interface CoverageOptions {
  readonly store: Pick<StoreReader, 'gaps'>;
  readonly guild: Guild;
  /** Whether a bot is running in its lane. */
  readonly isRunning: boolean;
  /** The value of its lane. */
  readonly observedUntilMs: number | null;
  readonly nowMs: number;
}

/** The observed share of the last day, this month and last month, and every gap with its times. */
export async function coverageFindings(options: CoverageOptions): Promise<readonly Finding[]> {
  const { store, guild, nowMs } = options;
  const month = monthOf(nowMs);
  const [last, present] = [hoursOfMonth(month - 1), hoursOfMonth(month)];
  const stored = await store.gaps(guild.id, { from: last.from, to: present.to });
  const gaps = withUnwritten(stored, options);
  const share = (range: HourRange) => covered(range, guild.firstConnectedMs, nowMs, gaps);
  return [
    note(`Counting since ${instantText(guild.firstConnectedMs)} UTC.`),
    note(`Observed of the last day: ${share(hoursOfLastDay(nowMs))}`),
    note(`Observed of ${monthName(month)}, until now: ${share(present)}`),
    note(`Observed of ${monthName(month - 1)}: ${share(last)}`),
    ...gaps.map((gap) => gapFinding(gap, options)),
  ];
}

function covered(range: HourRange, firstConnectedMs: number, nowMs: number, gaps: readonly Gap[]): string {
  if (firstConnectedMs >= range.to * hourMs) return 'nothing, it was not counting yet';
  const { observedShare } = coverage(range, firstConnectedMs, nowMs, gaps);
  return `${(Math.floor(observedShare * 1000) / 10).toFixed(1)} %`; // Rounded down: only everything is shown as 100 %.
}

/** A bot that is off writes its gap when it comes back. */
function withUnwritten(stored: readonly Gap[], { guild, observedUntilMs, nowMs }: CoverageOptions): readonly Gap[] {
  const isOpen = stored.some(({ toMs }) => toMs === null);
  if (isOpen || observedUntilMs === null || nowMs - observedUntilMs < unwrittenMs) return stored;
  return [...stored, { guildId: guild.id, fromMs: observedUntilMs, toMs: null }];
}

function gapFinding({ fromMs, toMs, headcountChange = 0 }: Gap, { guild, isRunning, nowMs }: CoverageOptions): Finding {
  const length = duration(Math.max((toMs ?? nowMs) - fromMs, 0));
  if (toMs !== null) {
    return note(`Gap ${instantText(fromMs)} to ${instantText(toMs)} UTC (${length})${headcountText(headcountChange)}.`);
  }
  const text = `Gap since ${instantText(fromMs)} UTC (${length}), still open.`;
  if (!isRunning || guild.leftMs !== null) return note(text);
  return fault(text, 'if it stays, check whether Discord has an outage (discordstatus.com), and the log.');
}

function headcountText(change: number): string {
  if (change === 0) return '';
  return `, after which there were ${amount(Math.abs(change), 'member')} ${change > 0 ? 'more' : 'fewer'}`;
}
