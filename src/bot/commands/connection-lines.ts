import { dayMs } from '../../core/time.ts';
import { minute } from '../../render/report-notes.ts';
import type { ConnectionState } from './command.ts';

/** Describes the guild's connection to Discord. Empty for the only shard while it is connected. */
export function connectionLines(state: ConnectionState, nowMs: number): readonly string[] {
  return [...shardLine(state), ...outageLine(state, nowMs)];
}

/** The shard number, which moderators can give to the operator: the log and the metrics use it too. */
function shardLine({ shardId, shardCount }: ConnectionState): readonly string[] {
  if (shardCount === 1) return [];
  return [`This server is on shard ${shardId} of the shards 0 to ${shardCount - 1}.`];
}

function outageLine({ isConnected, waitsForSessionsUntilMs }: ConnectionState, nowMs: number): readonly string[] {
  if (isConnected) return [];
  if (waitsForSessionsUntilMs === null || waitsForSessionsUntilMs <= nowMs) {
    return ['**Census is not connected to Discord:** until it is again, nothing new is seen here.'];
  }
  const until = untilText(waitsForSessionsUntilMs, nowMs);
  return [`**Discord allows Census no new session before ${until}:** until then nothing new is seen here.`];
}

/** `14:05 UTC`, rounded up to the minute, with the date if it is not today. */
function untilText(timeMs: number, nowMs: number): string {
  const roundedMs = Math.ceil(timeMs / 60_000) * 60_000;
  const isToday = Math.floor(roundedMs / dayMs) === Math.floor(nowMs / dayMs);
  return isToday ? minute(roundedMs).slice(11) : minute(roundedMs);
}
