import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSnowflakeAt } from '../../../../src/core/snowflake.ts';
import { startOfMonthMs } from '../../../../src/core/time.ts';
import type { LaneStore } from '../../../../src/store/lane-store.ts';
import type { MessagePosition } from '../../../../src/store/records.ts';
import { keptRow } from '../../../columns/report-rows.ts';
import { aDelta, messages } from '../../contract/counters-of.ts';
import { april, fromTop, guildId, march, otherId, start } from '../../contract/store-under-test.ts';
import { noSummaries } from '../../no-summaries.ts';
import { found, integersOf, sixBytes, timesFound } from './bytes-found.ts';
import { SearchedStore } from './searched-store.ts';

describe('no byte is left', () => {
  let searched: SearchedStore;
  let directory: string;
  let store: LaneStore;
  const commit = (changes: Parameters<SearchedStore['commit']>[0]) => searched.commit(changes);

  beforeEach(async () => {
    searched = await SearchedStore.begin();
    ({ directory, store } = searched);
  });
  afterEach(() => searched.end());

  it('of the message ids of a closed month', async () => {
    const nextIds = [1, 2].map((ms) => firstSnowflakeAt(startOfMonthMs(april) + ms));
    const ids = new Set<string>();
    for (const position of positionsOfMarch()) {
      await commit({ messagePositions: [position] });
      for (const id of idsOf(position)) ids.add(id);
    }
    const [afterId = '', beforeId = ''] = nextIds;
    const reaching = { guildId, channelId: '510000000000000001', lastId: idOfMarch(5), readUpToId: afterId };
    const gaps = [
      { afterId: idOfMarch(0), beforeId: idOfMarch(1) },
      { afterId: idOfMarch(2), beforeId },
    ];
    await commit({ messagePositions: [{ ...reaching, gaps }] });
    const texts = [...ids].map((id) => Buffer.from(id));
    const integers = [...ids].flatMap(integersOf);
    expect(found(directory, texts)).toBeGreaterThan(ids.size / 2); // Replaced ones may already be overwritten.
    // Ids are not stored as integers, so this is the control for them.
    writeFileSync(join(directory, 'planted'), Buffer.concat(integers.slice(0, 2)));
    expect(found(directory, integers)).toBe(2);
    rmSync(join(directory, 'planted'));

    await store.beginRotation(march, april, fromTop());
    await store.forget();
    expect(found(directory, [...texts, ...integers])).toBe(0);
    expect(found(directory, [Buffer.from(beforeId)])).toBe(1);
    await store.openMonth(april);
    await searched.whileClosed(() => expect(found(directory, [...texts, ...integers])).toBe(0));
  });

  it('of the threads of a closed month, which have message ids', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => firstSnowflakeAt(startOfMonthMs(march) + index * 9_000_000));
    const inAnyOrder = ids.toSorted((one, other) => (one.slice(-9) < other.slice(-9) ? -1 : 1));
    for (let first = 0; first < ids.length; first += 50) {
      const threads = inAnyOrder.slice(first, first + 50).map((id) => ({ guildId, id, channelId: '9' }));
      await commit({ threads });
    }
    await commit({ threads: ids.slice(0, 50).map((id) => ({ guildId, id, channelId: null })) });
    const forms = ids.flatMap((id) => [Buffer.from(id), ...integersOf(id)]);
    expect(found(directory, forms)).toBeGreaterThan(ids.length / 2);
    await store.beginRotation(march, april, fromTop());
    await store.forget();
    expect(found(directory, forms)).toBe(0);
  });

  it('of the token of an erased member, including copies in split pages', async () => {
    const members = membersInAnyOrder(5000);
    for (let first = 0; first < members.length; first += 20) {
      await commit({ members: members.slice(first, first + 20), deltas: [aDelta(messages(start, 1))] });
    }
    await store.forget();
    const tokens = members.map(({ member }) => sixBytes(member.token));
    expect(found(directory, tokens)).toBe(members.length);
    const { of: erased, times } = mostCopied(members, timesFound(directory, tokens));
    expect(times).toBeGreaterThan(1);

    await store.eraseMember(erased.guildId, erased.member.number, null);
    await store.forget();
    expect(timesFound(directory, [sixBytes(erased.member.token)])).toEqual([0]);
    const left = (await store.checkpoint()).members;
    for (const id of [guildId, otherId]) {
      const others = members.filter((each) => each.guildId === id && each !== erased).map(({ member }) => member);
      expect(left.get(id)).toEqual(others.sort((a, b) => a.number - b.number));
    }
  });

  it('of the voice session of an erased member', async () => {
    const voiceSessions = membersInAnyOrder(5000).map(({ guildId, member }) => ({
      guildId,
      member: member.number,
      channelId: '510000000000000001',
      countedUntilMs: startOfMonthMs(march) + 7_919 * member.number,
    }));
    await commit({ voiceSessions, deltas: [aDelta(messages(start, 1))] });
    await store.forget();
    const instants = voiceSessions.map(({ countedUntilMs }) => sixBytes(countedUntilMs));
    const { of: erased, times } = mostCopied(voiceSessions, timesFound(directory, instants));
    expect(times).toBeGreaterThan(1);

    await store.eraseMember(guildId, erased.member, null);
    await store.eraseMember(otherId, erased.member, null);
    await store.forget();
    expect(timesFound(directory, [sixBytes(erased.countedUntilMs)])).toEqual([0]);
    expect(found(directory, instants)).toBe(instants.length - 1);
  });

  it('of the tokens, voice sessions and message ids of a removed guild', async () => {
    const members = membersInAnyOrder(5000);
    const instant = (member: number) => startOfMonthMs(march) + 7_919 * member;
    for (let first = 0; first < members.length; first += 50) {
      const some = members.slice(first, first + 50);
      await commit({
        members: some,
        messagePositions: some.map(({ guildId, member }) => ({
          guildId,
          channelId: String(510_000_000_000_000_000n + BigInt(member.number)),
          lastId: idOfMarch(member.number),
          readUpToId: null,
          gaps: [],
        })),
      });
    }
    const voiceSessions = members.map(({ guildId, member }) => ({
      guildId,
      member: member.number,
      channelId: '510000000000000001',
      countedUntilMs: instant(member.number),
    }));
    await commit({ voiceSessions });
    const piecesOf = (id: string) =>
      members
        .filter((each) => each.guildId === id)
        .flatMap(({ member: { number, token } }) => [
          sixBytes(token),
          sixBytes(instant(number)),
          Buffer.from(idOfMarch(number)),
        ]);
    const [removed, staying] = [piecesOf(otherId), piecesOf(guildId)];
    expect(found(directory, removed)).toBe(removed.length);
    await store.removeGuild(otherId);
    expect(found(directory, removed)).toBe(0);
    expect(found(directory, staying)).toBe(staying.length);
  });

  it('of trials in a month that is summed up, in a removed guild, or of an erased member', async () => {
    const members = membersInAnyOrder(5000).filter(({ member }) => member.number > 0x7fff);
    const trials = members.map(({ guildId, member }, index) => ({
      guildId,
      member: member.number,
      from: start + (index % 700),
      to: start + 700 + (index % 44),
    }));
    for (let first = 0; first < trials.length; first += 20) await commit({ trial: trials.slice(first, first + 20) });
    const pieces = (some: typeof trials) => some.map(({ member, from, to }) => threeNumbers(member, from, to));
    const [removed, staying] = [otherId, guildId].map((id) => trials.filter((trial) => trial.guildId === id));
    await store.forget();
    expect(found(directory, pieces(trials))).toBe(trials.length);
    await store.removeGuild(otherId);
    expect(found(directory, pieces(removed ?? []))).toBe(0);
    expect(found(directory, pieces(staying ?? []))).toBe(staying?.length);

    const { of: erased, times } = mostCopied(staying ?? [], timesFound(directory, pieces(staying ?? [])));
    expect(times).toBeGreaterThan(0);
    await store.eraseMember(guildId, erased.member, null);
    await store.forget();
    expect(found(directory, pieces([erased]))).toBe(0);
    expect(found(directory, pieces(staying ?? []))).toBe((staying?.length ?? 0) - 1);

    await store.beginRotation(march, april, fromTop());
    await store.openMonth(april);
    await store.noteSaltDestroyed(march, 1);
    await store.keepActivity(guildId, march, Uint8Array.from([1]));
    const ofApril = { guildId, member: 0x8000, from: start + 800, to: start + 801 };
    await commit({ trial: [ofApril] });
    expect(found(directory, pieces(staying ?? []))).toBeGreaterThan(0);
    await store.forgetTrials();
    await store.forget();
    expect(found(directory, pieces(staying ?? []))).toBe(0);
    expect(found(directory, pieces([ofApril]))).toBe(1);
  });

  it('of the tokens of a pruned month', async () => {
    const members = membersInAnyOrder(3000);
    await commit({ members });
    const drawn = members.map((_, index) => 0xa000_0000 + (((index + 1) * 915_488_749) % 0x5fff_ffff));
    await store.beginRotation(march, april, (count) => Uint32Array.from(drawn.splice(0, count)));
    await store.openMonth(april);
    await store.noteSaltDestroyed(march, 1);
    const tokens = await store.tokens(guildId, march);
    const numbers = members.filter((each) => each.guildId === guildId).map(({ member }) => member.number);
    const pairs = numbers
      .sort((a, b) => a - b)
      .flatMap((number, index) => {
        const next = numbers[index + 1];
        return next === undefined ? [] : [twoTokens(tokens.of(number), tokens.of(next))];
      });
    expect(found(directory, pairs)).toBeGreaterThan(pairs.length - 5); // A pair may be split by the end of a page.
    const row = keptRow({ totalUsers: 1, joins: 0, parts: 0 }, nothing, nothing);
    await store.pruneMonth(guildId, { month: march, row }, noSummaries);
    await store.forget();
    expect(found(directory, pairs)).toBe(0);
  });
});

function idOfMarch(index: number): string {
  const lowBits = BigInt((index * 2_654_435_761) % 2 ** 22);
  return String(BigInt(firstSnowflakeAt(startOfMonthMs(march) + 60_007 * index)) + lowBits);
}

/** Positions of 300 channels, several for each, so that rows grow and shrink and pages are split. */
function positionsOfMarch(): MessagePosition[] {
  return Array.from({ length: 900 }, (_, index) => {
    const gaps = Array.from({ length: index % 4 }, (_, gap) => ({
      afterId: idOfMarch(10 * index + 2 * gap),
      beforeId: idOfMarch(10 * index + 2 * gap + 1),
    }));
    const channelId = String(510_000_000_000_000_000n + 7919n * BigInt((index * 131) % 300));
    return { guildId, channelId, lastId: idOfMarch(10 * index + 9), readUpToId: null, gaps };
  });
}

function idsOf({ lastId, gaps }: MessagePosition): string[] {
  return [lastId, ...gaps.flatMap(({ afterId, beforeId }) => [afterId, beforeId])].filter((id) => id !== null);
}

function mostCopied<Thing>(
  things: readonly Thing[],
  times: readonly number[],
): { readonly of: Thing; readonly times: number } {
  const most = Math.max(...times);
  const of = things[times.indexOf(most)];
  if (of === undefined) throw new Error('there is nothing');
  return { of, times: most };
}

const nothing = { users: 0, total: 0, perUser: 0, stdev: 0 };

/** Adjacent tokens, as in the blob of a sealed month. */
function twoTokens(first: number, second: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(first);
  bytes.writeUInt32LE(second, 4);
  return bytes;
}

/** A member number and two hours, as in a row of a trial. */
function threeNumbers(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(9);
  for (const [index, number] of numbers.entries()) bytes.writeUIntBE(number, 3 * index, 3);
  return bytes;
}

function membersInAnyOrder(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    guildId: index % 3 === 0 ? otherId : guildId,
    member: { number: (index * 40_503) % 65_536, token: 0xa000_0000 + (((index + 1) * 1_140_071_481) % 0x5fff_ffff) },
  }));
}
