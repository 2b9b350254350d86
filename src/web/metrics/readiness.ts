import type { ProcessState } from './process-metrics.ts';

/** The reasons why Discord's events are not being counted and stored, a sentence each; empty while they are. */
export function reasonsNotReady(
  state: Pick<ProcessState, 'lanes' | 'shards' | 'isDiskRefusing' | 'isMonthClosing' | 'monthOverdueMs'>,
): readonly string[] {
  const { isDiskRefusing, isMonthClosing, monthOverdueMs } = state;
  return [
    ...connectionReason(state),
    ...(isMonthClosing ? ['A month is closing, and the next one is not open yet.'] : []),
    ...(!isMonthClosing && monthOverdueMs > 0 ? ['The month is over, and cannot be closed yet.'] : []),
    ...(isDiskRefusing ? ['The disk refuses writes.'] : []),
  ];
}

const namedShards = 20;

/** Every lane must have its shard connected. If only some are not, they are named. */
function connectionReason({ lanes, shards }: Pick<ProcessState, 'lanes' | 'shards'>): readonly string[] {
  const connected = new Set(shards.filter(({ isConnected }) => isConnected).map(({ shardId }) => shardId));
  const missing = lanes.filter((lane) => !connected.has(lane));
  if (lanes.length > 0 && missing.length === 0) return [];
  const isNone = missing.length === lanes.length;
  const others = missing.length - namedShards;
  const named = [...missing.slice(0, namedShards), ...(others > 0 ? [`${others} more`] : [])].join(', ');
  const where = isNone ? '' : ` on ${missing.length === 1 ? 'shard' : 'shards'} ${named}`;
  return [`Census is not connected to Discord${where}.`];
}
