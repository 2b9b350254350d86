import type { ProcessState } from './process-metrics.ts';

/** Why what happens on Discord is not being counted and kept at this moment, a sentence each; none while it is. */
export function reasonsNotReady({
  shards,
  isDiskRefusing,
  isInRotation,
  monthOverdueMs,
}: Pick<ProcessState, 'shards' | 'isDiskRefusing' | 'isInRotation' | 'monthOverdueMs'>): readonly string[] {
  const isConnected = shards.length > 0 && shards.every((shard) => shard.isConnected);
  return [
    ...(isConnected ? [] : ['Census is not connected to Discord.']),
    ...(isInRotation ? ['A month is being closed, and the next one is not opened yet.'] : []),
    ...(!isInRotation && monthOverdueMs > 0 ? ['The month is over, and cannot be closed yet.'] : []),
    ...(isDiskRefusing ? ['The disk refuses to be written to.'] : []),
  ];
}
