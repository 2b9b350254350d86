import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import type { Person } from '../../src/core/person.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { guildId, lobby } from '../cast.ts';
import { aCollection, arnold, jennifer } from './collection-fixture.ts';

const monthEndMs = Date.UTC(2018, 3, 1);
const startMs = monthEndMs - 20 * 60_000;
const lostMs = monthEndMs - 10 * 60_000;
const resumedMs = monthEndMs + 2000;
/** The time after which late events of the old month are no longer awaited. */
const closedMs = monthEndMs + 60_000;

type Census = Awaited<ReturnType<typeof aCollection>>;

/** Arnold is in voice when the connection is lost, and the month ends before it is back. */
async function aLossOverTheMonthEnd(options: Partial<Parameters<typeof aCollection>[0]> = {}): Promise<Census> {
  const census = await aCollection({ startMs, ...options });
  const session = {
    shardId: 0,
    shardCount: 1,
    sessionId: 'kitchen',
    resumeUrl: 'wss://gateway.discord.gg',
    intents: 1,
  };
  census.progress.begin(session, 1);
  census.coverage.resumed();
  census.see();
  census.speak(arnold, lobby);
  await census.clock.setTo(lostMs);
  census.coverage.lost(lostMs);
  await census.clock.setTo(resumedMs);
  return census;
}

async function voiceOf(census: Census, atMs: number): Promise<string[]> {
  return (await census.counted(atMs)).filter((line) => line.includes('voice'));
}

async function gapsOf({ store }: Census): Promise<number[][]> {
  const month = monthOf(startMs);
  const hours = { from: hoursOfMonth(month).from, to: hoursOfMonth(month + 1).to };
  return (await store.gaps(guildId, hours)).map(({ fromMs, toMs }) => [fromMs, toMs ?? Number.POSITIVE_INFINITY]);
}

function part(census: Census, person: Person): void {
  const stateValidUntilMs = census.coverage.untilMs(resumedMs);
  census.collector.record({ kind: 'part', guildId, person, isApp: false, stateValidUntilMs, atMs: resumedMs }, null);
}

function seeWhole(census: Census, people: readonly Person[]): void {
  const inVoice = people.map((person) => ({ person, channelId: lobby, roleIds: [], joinedAtMs: null }));
  const stateValidUntilMs = census.coverage.untilMs(resumedMs);
  census.collector.see({ guildId, members: 10, inVoice, stateValidUntilMs, atMs: resumedMs }, null);
}

it.each<[news: string, replay: (census: Census) => void, july: string[]]>([
  ['left voice', (census) => census.speak(arnold, null), []],
  ['left the guild', (census) => part(census, arnold), []],
  [
    'was in a channel that is deleted',
    (census) => census.collector.deleteChannel(guildId, lobby, census.coverage.untilMs(resumedMs), resumedMs),
    [],
  ],
  ['is not in the snapshot', (census) => seeWhole(census, []), []],
  [
    'left and came back',
    (census) => {
      census.speak(arnold, null);
      census.speak(arnold, lobby);
    },
    ['0 voice 2 58000'],
  ],
])('no unseen time is counted for a member who %s in a replay after the month end', async (_news, replay, july) => {
  const census = await aLossOverTheMonthEnd();
  replay(census);
  census.coverage.resumed();
  await census.clock.setTo(closedMs);
  // A deleted channel with few people becomes one of the "deleted channels" when its month is sealed.
  expect(await voiceOf(census, startMs)).toEqual([expect.stringMatching(/^0 voice [23] 600000$/)]);
  expect((await voiceOf(census, closedMs)).map((line) => line.replace(/^\d+/, '0'))).toEqual(july);
  expect(await gapsOf(census)).toContainEqual([lostMs, resumedMs]);
  await census.stop();
});

it('a member who did not move, in a replay after the month end, is counted through it', async () => {
  const census = await aLossOverTheMonthEnd();
  census.speak(arnold, lobby); // A mute.
  census.coverage.resumed();
  await census.clock.setTo(closedMs);
  expect(await voiceOf(census, startMs)).toEqual(['0 voice 2 1200000']);
  expect(await voiceOf(census, closedMs)).toEqual(['1 voice 2 60000']);
  expect(await gapsOf(census)).toEqual([]);
  await census.stop();
});

it.each<[news: string, replay: (census: Census) => void, milliseconds: number]>([
  ['left', (census) => census.speak(arnold, null), 600_000],
  ['came', (census) => census.speak(jennifer, lobby), 1_200_000],
])(
  'a process that is killed before it closes the month knows who %s during the loss',
  async (_news, replay, milliseconds) => {
    const census = await aLossOverTheMonthEnd();
    replay(census);
    census.coverage.resumed();
    await census.flusher.flush();
    await census.crash();
    const next = await aCollection({ startMs: closedMs, directory: census.directory });
    await next.scheduler.closeEndedMonth();
    expect(await voiceOf(next, startMs)).toEqual([expect.stringMatching(`voice 2 ${milliseconds}$`)]);
    expect(await gapsOf(next)).toContainEqual([lostMs, resumedMs]);
    await next.stop();
  },
);

it('nothing more is counted in a month that ended before a replay, even if it cannot be closed yet', async () => {
  const refusal = () => Promise.reject(new StoreUnavailable('The database is still read.'));
  const census = await aLossOverTheMonthEnd({ rotation: { prepare: async () => {}, rotateTo: refusal } });
  await census.clock.setTo(monthEndMs + 2 * 3_600_000);
  expect(census.collector.isMonthClosing).toBe(true);
  census.speak(arnold, null);
  census.coverage.resumed();
  expect(await voiceOf(census, startMs)).toEqual(['0 voice 2 600000']);
  expect(await gapsOf(census)).toContainEqual([lostMs, monthEndMs]);
  await census.crash();
});

it('a message that waits for its unknown channel when its month is closed, and is then cut off, shows as a gap', async () => {
  const census = await aCollection({ startMs, learnChannel: () => new Promise(() => {}) });
  const writtenMs = monthEndMs - 2000;
  await census.clock.setTo(writtenMs);
  const unknown = '590000000000000001';
  const message = { guildId, channelId: unknown, person: arnold, roleIds: [], joinedAtMs: null, atMs: writtenMs };
  census.collector.record({ kind: 'message', messageId: firstSnowflakeAt(writtenMs), ...message }, 1);
  await census.clock.setTo(closedMs);
  census.collector.cutOff([guildId], closedMs);
  await census.flusher.flush();
  expect(await gapsOf(census)).toContainEqual([writtenMs, writtenMs + 1000]);
  await census.crash();
});
