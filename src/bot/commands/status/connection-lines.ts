import { dayMs } from '../../../core/time.ts';
import type { Words } from '../../../render/words.ts';
import type { ConnectionState } from '../command.ts';

/** Describes the guild's connection to Discord. Empty for the only shard while it is connected. */
export function connectionLines(state: ConnectionState, nowMs: number, words: Words): readonly string[] {
  return [...shardLine(state, words), ...outageLine(state, nowMs, words)];
}

/** The shard number, which moderators can give to the operator: the log and the metrics use it too. */
function shardLine({ shardId, shardCount }: ConnectionState, words: Words): readonly string[] {
  if (shardCount === 1) return [];
  return [words.say('status.shard', { shard: shardId, last: shardCount - 1 })];
}

function outageLine(
  { isConnected, waitsForSessionsUntilMs }: ConnectionState,
  nowMs: number,
  words: Words,
): readonly string[] {
  if (isConnected) return [];
  if (waitsForSessionsUntilMs === null || waitsForSessionsUntilMs <= nowMs) {
    return [words.say('status.disconnected')];
  }
  return [words.say('status.noSession', { time: untilText(waitsForSessionsUntilMs, nowMs, words) })];
}

/** `14:05 UTC`, rounded up to the minute, with the date if it is not today. */
function untilText(timeMs: number, nowMs: number, words: Words): string {
  const roundedMs = Math.ceil(timeMs / 60_000) * 60_000;
  const isToday = Math.floor(roundedMs / dayMs) === Math.floor(nowMs / dayMs);
  return isToday ? words.localTimeOfDay(roundedMs) : words.localMinute(roundedMs);
}
