import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VoiceTracker } from '../../../src/collect/voice/voice-tracker.ts';
import { Person } from '../../../src/core/person.ts';
import { hourMs } from '../../../src/core/time.ts';

const guildId = '300000000000000001';
const jennifer = { person: new Person('100000000000000001'), joinedAtMs: null };
const lobby = '520000000000000001';
const stage = '520000000000000002';

/** Milliseconds by `hour/channel/member`. */
function trackedBy(use: (tracker: VoiceTracker) => void): Record<string, number> {
  const counted: Record<string, number> = {};
  const tracker = new VoiceTracker((_guild, hour, channel, member, milliseconds) => {
    const key = `${hour}/${channel}/${member}`;
    counted[key] = (counted[key] ?? 0) + milliseconds;
  }, []);
  use(tracker);
  return counted;
}

describe('VoiceTracker', () => {
  it('splits a session at the hours', () => {
    const counted = trackedBy((tracker) => {
      tracker.move(guildId, 7, jennifer, lobby, 0, hourMs - 1500);
      tracker.move(guildId, 7, jennifer, null, 2 * hourMs + 1, 2 * hourMs + 1);
    });
    expect(counted).toEqual({ [`0/${lobby}/7`]: 1500, [`1/${lobby}/7`]: hourMs, [`2/${lobby}/7`]: 1 });
  });

  it('counts a move for both channels, and a mute for neither', () => {
    const counted = trackedBy((tracker) => {
      tracker.move(guildId, 7, jennifer, lobby, 0, 0);
      tracker.move(guildId, 7, jennifer, lobby, 400, 400);
      tracker.move(guildId, 7, jennifer, stage, 1000, 1000);
      tracker.settle(() => 1250);
    });
    expect(counted).toEqual({ [`0/${lobby}/7`]: 1000, [`0/${stage}/7`]: 250 });
  });

  it('counts up to the last certain instant if a leave arrives late', () => {
    const counted = trackedBy((tracker) => {
      tracker.move(guildId, 7, jennifer, lobby, 0, 0);
      tracker.move(guildId, 7, jennifer, stage, 2000, 9000);
      tracker.settle(() => 10_000);
    });
    expect(counted).toEqual({ [`0/${lobby}/7`]: 2000, [`0/${stage}/7`]: 1000 });
  });

  it('adds no time if the clock is set back', () => {
    const counted = trackedBy((tracker) => {
      tracker.move(guildId, 7, jennifer, lobby, 5000, 5000);
      tracker.settle(() => 8000);
      tracker.settle(() => 6000);
      tracker.settle(() => 9000);
    });
    expect(counted).toEqual({ [`0/${lobby}/7`]: 4000 });
  });

  it('returns ended sessions with their ids and up to when they are counted, so that they can continue', () => {
    const taken = { guildId, channelId: lobby, ...jennifer, sessionId: 'phone', countedUntilMs: 1000 };
    trackedBy((tracker) => {
      tracker.move(guildId, 7, { ...jennifer, sessionId: 'phone' }, lobby, 0, 0);
      tracker.skipTo(guildId, 0, 1000);
      tracker.move(guildId, 8, jennifer, stage, 2000, 2000);
      expect(tracker.take(guildId, (member) => member === 7)).toEqual([taken]);
      expect(tracker.takeAll()).toEqual([
        { guildId, channelId: stage, ...jennifer, sessionId: undefined, countedUntilMs: 2000 },
      ]);
      expect(tracker.hasSessions(guildId)).toBe(false);
    });
  });

  it('counts nothing in a gap', () => {
    const counted = trackedBy((tracker) => {
      tracker.move(guildId, 7, jennifer, lobby, 0, 0);
      tracker.skipTo(guildId, 1000, 60_000);
      tracker.settle(() => 61_000);
    });
    expect(counted).toEqual({ [`0/${lobby}/7`]: 2000 });
  });

  it('ends the sessions of members that a snapshot lacks', () => {
    const counted = trackedBy((tracker) => {
      tracker.move(guildId, 7, jennifer, lobby, 0, 0);
      tracker.move(guildId, 8, jennifer, lobby, 0, 0);
      tracker.retain(guildId, new Set([8]), 3000);
      tracker.settle(() => 4000);
    });
    expect(counted).toEqual({ [`0/${lobby}/7`]: 3000, [`0/${lobby}/8`]: 4000 });
  });

  it('counts the same sums however often it settles in between', () => {
    const moves = fc.array(
      fc.record({ waitMs: fc.nat(3 * hourMs), member: fc.nat(2), channel: fc.constantFrom(lobby, stage, null) }),
    );
    fc.assert(
      fc.property(moves, fc.infiniteStream(fc.boolean()), (steps, settles) => {
        const run = (isSettling: () => boolean) =>
          trackedBy((tracker) => {
            let nowMs = 0;
            for (const { waitMs, member, channel } of steps) {
              nowMs += waitMs;
              if (isSettling()) tracker.settle(() => nowMs);
              tracker.move(guildId, member, jennifer, channel, nowMs, nowMs);
            }
            tracker.settle(() => nowMs + 1);
          });
        expect(run(() => settles.next().value ?? false)).toEqual(run(() => false));
      }),
    );
  });
});
