import { readFileSync } from 'node:fs';
import type { LaneState } from '../../store/store-reader.ts';
import { duration, instantText, some } from '../io/format.ts';
import { leastObserved } from '../store-summary.ts';
import { shards } from './by-shard.ts';
import { type Finding, fault, note } from './finding.ts';

/** The bot writes every ten seconds. After this long without a write, something is wrong. */
const silentMs = 5 * 60_000;

/** Whether the bot of a data folder is running: its process, and when it last wrote. */
export interface RunningBot {
  /** The lanes in which it is running. */
  readonly atWork: ReadonlySet<number>;
  readonly findings: readonly Finding[];
}

export type WritingLane = Pick<LaneState, 'lane' | 'observedUntilMs'>;

export interface RunningBotOptions {
  readonly pidFile: string;
  /** All lanes of the store. Instants are in milliseconds since the Unix epoch. */
  readonly lanes: readonly WritingLane[];
  /** Whether a process with this id exists. */
  readonly isAlive: (pid: number) => boolean;
  readonly nowMs: number;
}

/** Inspects a data folder. */
export function runningBot({ pidFile, lanes, isAlive, nowMs }: RunningBotOptions): RunningBot {
  const pid = pidIn(pidFile);
  const isAtWork = pid !== null && isAlive(pid);
  const isSilent = ({ observedUntilMs }: WritingLane) => observedUntilMs !== null && nowMs - observedUntilMs > silentMs;
  const atWork = isAtWork ? lanes.filter((lane) => !isSilent(lane)).map(({ lane }) => lane) : [];
  const behind = lanesBehind(lanes);
  const others = lanes.filter((lane) => !behind.includes(lane));
  const running = processFinding(pid, isAtWork, others.some(isSilent), lastWriting(others, lanes.length, nowMs));
  return { atWork: new Set(atWork), findings: [running, ...unevenFindings(lanes, behind, isAtWork, nowMs)] };
}

/** The lanes whose last write is long before that of the others. */
function lanesBehind(lanes: readonly WritingLane[]): readonly WritingLane[] {
  const latestMs = Math.max(...lanes.map(({ observedUntilMs }) => observedUntilMs ?? Number.NEGATIVE_INFINITY));
  return lanes.filter(({ observedUntilMs }) => observedUntilMs !== null && latestMs - observedUntilMs > silentMs);
}

function processFinding(pid: number | null, isAtWork: boolean, isSilent: boolean, written: string): Finding {
  if (pid === null) {
    return note(`The bot is not running. ${written} Start it with npm start; nothing is counted until then.`);
  }
  if (!isAtWork) {
    const text = `The bot is not running, and was not stopped properly: process ${pid} has ended. ${written}`;
    return fault(text, 'start it again with npm start; it continues where it stopped.');
  }
  const running = `The bot is running (process ${pid}). ${written}`;
  const remedy = 'read its log: the disk may be full. If there is no such process, start the bot with npm start.';
  return isSilent ? fault(running, remedy) : note(running);
}

/** When the last of these lanes was written to: all lanes, or all but those that are behind, of `count`. */
function lastWriting(lanes: readonly WritingLane[], count: number, nowMs: number): string {
  const leastMs = leastObserved(lanes);
  if (leastMs === null) return 'It has not counted anything yet.';
  const ago = `${instantText(leastMs)} UTC, ${duration(Math.max(nowMs - leastMs, 0))} ago.`;
  if (count === 1) return `It last wrote at ${ago}`;
  const which =
    lanes.length === count ? `all of its shards, 0 to ${count - 1},` : `its other shards of 0 to ${count - 1}`;
  return `For ${which} it last wrote at ${ago}`;
}

/** The shards that are behind, and those that have not begun although others have. */
function unevenFindings(
  lanes: readonly WritingLane[],
  behind: readonly WritingLane[],
  isAtWork: boolean,
  nowMs: number,
): readonly Finding[] {
  const silent = lanes.filter(({ observedUntilMs }) => observedUntilMs === null).map(({ lane }) => lane);
  const isBegun = silent.length < lanes.length;
  return [
    ...(behind.length === 0 ? [] : [behindFinding(behind, isAtWork, nowMs)]),
    ...(isBegun && silent.length > 0 ? [note(`Nothing has been counted yet: ${shards(silent).toLowerCase()}.`)] : []),
  ];
}

function behindFinding(behind: readonly WritingLane[], isAtWork: boolean, nowMs: number): Finding {
  const times = behind.map(({ observedUntilMs }) => {
    const untilMs = observedUntilMs ?? nowMs;
    return `last wrote at ${instantText(untilMs)} UTC, ${duration(Math.max(nowMs - untilMs, 0))} ago`;
  });
  const each = behind.map(({ lane }, index) => `shard ${lane} ${times[index]}`);
  const one = `Shard ${behind[0]?.lane} is behind: it ${times[0]}.`;
  const text = behind.length === 1 ? one : `${behind.length} shards are behind: ${some(each)}.`;
  return isAtWork ? fault(text, 'read the log of the bot: it says what delays a shard.') : note(text);
}

function pidIn(pidFile: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
