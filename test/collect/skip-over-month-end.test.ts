import { expect, it } from 'vitest';
import { hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { guildId, lobby } from '../cast.ts';
import { aCollection, arnold, jennifer } from './collection-fixture.ts';

const monthEndMs = Date.UTC(2018, 3, 1);
const startMs = monthEndMs - 20 * 60_000;
const stoppedMs = monthEndMs - 10 * 60_000;

/** Arnold is in voice when time is no longer known, and the month ends before it is again. */
async function aSkipOverTheMonthEnd(toMs: number) {
  const census = await aCollection({ startMs });
  census.coverage.resumed();
  census.see();
  census.speak(arnold, lobby);
  await census.clock.setTo(stoppedMs);
  census.collector.skip(stoppedMs, toMs);
  await census.clock.setTo(toMs);
  return census;
}

it.each([
  ['an hour', monthEndMs + 3_600_000],
  ['two days', monthEndMs + 48 * 3_600_000],
])('voice is not counted in time that was skipped until %s after the month end', async (_name, toMs) => {
  const census = await aSkipOverTheMonthEnd(toMs);
  census.speak(jennifer, lobby);
  await census.clock.setTo(toMs + 60_000);
  const voice = async (atMs: number) => (await census.counted(atMs)).filter((line) => line.includes('voice'));
  expect(await voice(startMs)).toEqual([expect.stringMatching(/^\d+ voice 2 600000$/)]);
  expect(await voice(toMs)).toEqual([expect.stringMatching(/^\d+ voice 2 120000$/)]); // A minute of both.
  const hours = { from: hoursOfMonth(monthOf(startMs)).from, to: hoursOfMonth(monthOf(toMs)).to };
  const gaps = (await census.store.gaps(guildId, hours)).map(({ fromMs, toMs: endMs }) => [fromMs, endMs]);
  expect(gaps).toContainEqual([stoppedMs, toMs]);
  await census.stop();
});

it('a session keeps where it continues until its month is closed, for a process that is killed before', async () => {
  const toMs = monthEndMs + 3_600_000;
  const census = await aCollection({ startMs });
  census.coverage.resumed();
  census.see();
  census.speak(arnold, lobby);
  await census.clock.setTo(stoppedMs);
  census.collector.skip(stoppedMs, toMs);
  await census.flusher.flush();
  expect(census.voice.openSessions()).toEqual([expect.objectContaining({ countedUntilMs: toMs })]);
  await census.crash();
});
