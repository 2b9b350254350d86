import type { Snowflake } from '../../core/snowflake.ts';
import { channelLabels } from '../../render/channel-labels.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';
import { amount, some } from '../io/format.ts';
import { type Finding, note } from './finding.ts';

/** The channels of a guild in which messages must still be counted from the history. */
export function catchUpFindings(
  checkpoint: Pick<Checkpoint, 'channels' | 'threads' | 'messagePositions'>,
  guildId: Snowflake,
  isRunning: boolean,
): readonly Finding[] {
  const behind = checkpoint.messagePositions.filter(
    (position) => position.guildId === guildId && position.gaps.length > 0,
  );
  if (behind.length === 0) return [];
  const nameOf = namesOf(checkpoint, guildId);
  const names = [...new Set(behind.map(({ channelId }) => nameOf(channelId)))].sort();
  const channels = `${amount(behind.length, 'channel or thread', 'channels and threads')}: ${some(names)}`;
  const when = isRunning ? 'The bot is working on it.' : 'The bot continues when it is started.';
  return [note(`Messages are still to be counted from the history of ${channels}. ${when}`)];
}

/** A thread has the name of its channel. */
function namesOf(
  { channels, threads }: Pick<Checkpoint, 'channels' | 'threads'>,
  guildId: Snowflake,
): (id: Snowflake) => string {
  const known = channels.get(guildId) ?? [];
  const byId = new Map(known.map((channel) => [channel.id, channel]));
  const parentIds = new Map(threads.map((thread) => [thread.id, thread.channelId]));
  const labels = channelLabels(known);
  return (id) => {
    const counted = byId.get(id) ?? byId.get(parentIds.get(id) ?? '');
    return labels.get(counted?.number ?? 0) ?? 'a channel that is not known yet';
  };
}
