import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Person } from '../../../src/core/person.ts';
import { dayMs, dayOf } from '../../../src/core/time.ts';
import { general, guildId, lobby } from '../../cast.ts';
import { aCollection, arnold, jennifer } from '../collection-fixture.ts';
import { storedTotals } from '../stored-totals.ts';

const startMs = Date.UTC(2018, 2, 5, 22);
const today = dayOf(startMs);

/** The peak of people in voice, by day. */
async function peaksOf(census: Awaited<ReturnType<typeof aCollection>>): Promise<Record<string, number>> {
  const stored = await storedTotals(census, ['voice_peak']);
  return Object.fromEntries(Object.entries(stored).map(([place, amount]) => [place.split(' ')[1], amount]));
}

describe('the voice peak', () => {
  it('counts people in all channels of a day, and stays when they leave', async () => {
    const census = await aCollection({ startMs });
    census.see();
    census.speak(jennifer, lobby);
    census.speak(arnold, general);
    census.speak(jennifer, null);
    census.speak(jennifer, lobby);
    census.speak(jennifer, null);
    census.speak(arnold, null);
    expect(await peaksOf(census)).toEqual({ [today]: 2 });
    await census.stop();
  });

  it('counts people who are in voice when a day begins, or when a snapshot arrives', async () => {
    const census = await aCollection({ startMs });
    census.see();
    census.speak(jennifer, lobby);
    await census.clock.setTo(startMs + dayMs);
    census.speak(jennifer, null);
    expect(await peaksOf(census)).toEqual({ [today]: 1, [today + 1]: 1 });
    const about = { channelId: lobby, roleIds: [], joinedAtMs: null };
    const inVoice = [jennifer, arnold].map((person) => ({ person, ...about }));
    const atMs = census.clock.now();
    census.collector.see({ guildId, members: 10, inVoice, stateValidUntilMs: atMs, atMs }, null);
    expect(await peaksOf(census)).toEqual({ [today]: 1, [today + 1]: 2 });
    await census.stop();
  }, 30_000);

  it('continues over the end of a month', async () => {
    const lastMs = Date.UTC(2018, 2, 31, 23, 58);
    const census = await aCollection({ startMs: lastMs });
    census.see();
    census.speak(jennifer, lobby);
    await census.clock.setTo(lastMs + 5 * 60_000);
    expect(await peaksOf(census)).toEqual({ [dayOf(lastMs)]: 1, [dayOf(lastMs) + 1]: 1 });
    await census.stop();
  });

  it('leaves out ignored channels, and counts them once they are no longer ignored', async () => {
    const census = await aCollection({ startMs });
    census.see();
    const settings = census.guilds.settings(guildId);
    census.collector.changeSettings(guildId, { ...settings, ignoredChannelIds: [lobby] }, startMs);
    census.speak(jennifer, lobby);
    expect(await peaksOf(census)).toEqual({});
    census.collector.changeSettings(guildId, settings, startMs + 1);
    expect(await peaksOf(census)).toEqual({ [today]: 1 });
    await census.stop();
  });

  it('leaves out the AFK channel, unless it counts', async () => {
    for (const countAfk of [false, true]) {
      const census = await aCollection({ startMs, countAfk });
      census.collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: lobby }, startMs);
      census.see();
      census.speak(jennifer, lobby);
      expect(await peaksOf(census)).toEqual(countAfk ? { [today]: 1 } : {});
      await census.stop();
    }
  });

  it('matches a naive count, whatever people do', async () => {
    const people = Array.from({ length: 4 }, (_none, index) => new Person(`11000000000000001${index}`));
    const aStep = fc.record({
      who: fc.nat({ max: 3 }),
      where: fc.constantFrom(null, lobby, general),
      minutes: fc.constantFrom(0, 0, 1, 40),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 20 }), async (steps) => {
        const census = await aCollection({ startMs });
        census.see();
        const peaks: Record<number, number> = {};
        const inVoice = new Set<number>();
        const look = (atMs: number) => {
          if (inVoice.size > 0) peaks[dayOf(atMs)] = Math.max(peaks[dayOf(atMs)] ?? 0, inVoice.size);
        };
        for (const { who, where, minutes } of steps) {
          census.speak(people[who] ?? jennifer, where);
          if (where === null) inVoice.delete(who);
          else inVoice.add(who);
          look(census.clock.now());
          const untilMs = census.clock.now() + minutes * 60_000;
          await census.clock.setTo(untilMs);
          look(untilMs);
        }
        expect(await peaksOf(census)).toEqual(peaks);
        await census.stop();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
