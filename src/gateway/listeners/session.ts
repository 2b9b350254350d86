import type { Listener } from './listener.ts';

/**
 * A new session lists the guilds that Census is in: it was removed from all others while it was away. What was written
 * in them since the old session, the gateway will never bring.
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
    // Here and not with the new session itself: what is left of the old one has been dealt with by now.
    collector.cutOff(
      known.filter((id) => presentIds.has(id)),
      nowMs,
    );
  },
};

/** The end of a replay: all that was missed has come. */
export const resumed: Listener<'RESUMED'> = {
  event: 'RESUMED',
  listen(_nothing, { collector, coverage, progress }, { nowMs }) {
    coverage.resumed();
    progress.replayed();
    collector.beginHour(nowMs);
  },
};
