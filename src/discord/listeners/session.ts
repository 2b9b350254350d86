import { shardOf } from '../../collect/dispatch-positions.ts';
import type { Guild } from '../../store/store.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** A new session: what happened since the old one broke off is not to be learned from it. */
export const ready: Listener<'READY'> = {
  event: 'READY',
  listen({ guilds: present, shard }, context, { mark, knownUntilMs }) {
    const ofShard = guildsOfShard(context, mark.shardId, shard?.[1] ?? 1);
    const presentIds = new Set(present.map(({ id }) => id));
    const left = ofShard.filter(({ id }) => !presentIds.has(id));
    for (const { id } of left) context.collector.loseGuild(id, knownUntilMs, true);
    const stillThere = ofShard.filter(({ id }) => presentIds.has(id));
    context.observation.restarted(
      mark.shardId,
      stillThere.map(({ id }) => id),
    );
  },
};

/** The end of a replay: all that was missed has come. */
export const resumed: Listener<'RESUMED'> = {
  event: 'RESUMED',
  listen(_nothing, context, { mark, nowMs }) {
    const ofShard = guildsOfShard(context, mark.shardId, context.shardCount());
    context.observation.resumed(
      mark.shardId,
      ofShard.map(({ id }) => id),
    );
    context.positions.replayed(mark.shardId);
    context.collector.beginHour(nowMs);
  },
};

function guildsOfShard({ guilds }: ListenerContext, shardId: number, shardCount: number): Guild[] {
  return [...guilds.all()].filter(({ id, leftMs }) => leftMs === null && shardOf(id, shardCount) === shardId);
}
