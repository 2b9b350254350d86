import type { Listener } from './listener.ts';

/**
 * A new session lists the guilds that Census is in. It was removed from all others while it was offline. The gateway
 * never delivers the messages written in the listed guilds since the old session.
 */
export const ready: Listener<'READY'> = {
  event: 'READY',
  listen({ guilds: listed }, { collector, guilds, coverage, peopleInVoice }, { nowMs }) {
    const presentIds = new Set(listed.map(({ id }) => id));
    const known = Array.from(guilds.present(), ({ id }) => id);
    for (const id of known) {
      peopleInVoice.clear(id);
      if (!presentIds.has(id)) collector.loseGuild(id, coverage.untilMs(nowMs, id), true);
    }
    // Here and not when the session begins: by now the dispatches of the old session have been handled.
    collector.cutOff(
      known.filter((id) => presentIds.has(id)),
      nowMs,
    );
  },
};

/** The end of a replay: every missed dispatch has arrived. */
export const resumed: Listener<'RESUMED'> = {
  event: 'RESUMED',
  listen(_nothing, { collector, coverage, progress }, { nowMs }) {
    coverage.resumed();
    progress.replayed();
    collector.beginHour(nowMs);
  },
};
