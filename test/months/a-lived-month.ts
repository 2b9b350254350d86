import { expect } from 'vitest';
import type { MemberNumber } from '../../src/core/counter.ts';
import { firstSnowflakeAt, type Snowflake } from '../../src/core/snowflake.ts';
import { hourMs, hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import type { MessagePosition } from '../../src/store/records.ts';
import { type ACensus, march } from '../vault/a-census.ts';
import {
  bytesOfToken,
  formsOfId,
  formsOfNumber,
  hashOfPerson,
  type Residue,
  ResidueScan,
  saltOf,
  windowsOf,
} from '../vault/residue.ts';

export const userIds = Array.from({ length: 150 }, (_, index) =>
  String(200_000_000_000_000_000n + 7_919n * BigInt(index)),
);

/** A lane's March with activity, and what must be gone when it is over. */
export interface LivedMonth {
  readonly scan: ResidueScan;
  readonly messages: ReadonlyMap<MemberNumber, number>;
  readonly tokens: readonly number[];
}

/** Every person writes more than once, in many small batches; some are in voice. */
export async function liveThroughMarch(census: ACensus): Promise<LivedMonth> {
  const { guildId, directory, lane } = census;
  const { voiceChannelId, retiredMs } = inLane(lane);
  const messageIds: Snowflake[] = [];
  for (let first = 0; first < userIds.length; first += 8) {
    const some = userIds.slice(first, first + 8);
    const position = positionAfter(first, census);
    messageIds.push(...idsIn(position));
    await census.countMessages(some, {
      voiceSessions: some.map((userId) => {
        return { guildId, member: census.numberOf(userId), channelId: voiceChannelId, countedUntilMs: retiredMs };
      }),
      messagePositions: [position],
    });
    if (first % 80 === 0) await census.countMessages(userIds.slice(0, first + 1));
  }
  await census.store.compact(hoursOfMonth(march).from + 24);
  const tokens = [...(await census.messagesByToken(march)).keys()];
  const hashes = userIds.map((userId) => hashOfPerson(directory, guildId, userId, 'identity', lane));
  const scan = new ResidueScan({
    users: userIds.flatMap(formsOfId),
    messages: messageIds.flatMap(formsOfId),
    hashes: hashes.flatMap(windowsOf),
    salt: windowsOf(saltOf(directory, lane)),
    tokens: tokens.flatMap(formsOfNumber),
    tokenBytes: tokens.flatMap(bytesOfToken),
    voice: [...formsOfNumber(retiredMs), ...formsOfId(voiceChannelId)],
  });
  return { scan, messages: await census.messagesByMember(march), tokens };
}

/** Checks that everything can be found. Without this, finding nothing later would prove nothing. */
export function expectAllOf(residue: Residue): void {
  expect(residue).toMatchObject({ users: 0, hashes: userIds.length * 9, salt: 25, voice: 2 });
  expect(residue.messages).toBeGreaterThanOrEqual(4);
  expect(residue.tokens).toBeGreaterThanOrEqual(userIds.length);
  expect(residue.tokenBytes).toBeGreaterThanOrEqual(userIds.length);
}

/**
 * Checks that nothing is left. Four bytes may be found by chance: in a megabyte of random bytes, 300 patterns would be
 * found 0.07 times, and more than three of them once in 20 million scans.
 */
export function expectNothingOf({ tokenBytes = 0, ...residue }: Residue): void {
  expect(residue).toEqual({ users: 0, messages: 0, hashes: 0, salt: 0, tokens: 0, voice: 0 });
  expect(tokenBytes).toBeLessThanOrEqual(3);
}

/** Checks that March is sealed with all its counts, one new token per member, and that a later month counts people. */
export async function expectSealed(census: ACensus, { scan, messages, tokens }: LivedMonth): Promise<void> {
  const { vault, store, directory, guildId } = census;
  expect(vault.month).toBeGreaterThan(march);
  expectNothingOf(scan.inFolder(directory));
  expect(await store.checkpoint()).toMatchObject({ openMonth: vault.month, rotation: null, members: new Map() });
  expect(await store.months(guildId)).toMatchObject([{ month: march, isSealed: true, isSplit: false }]);
  expect(await census.messagesByMember(march)).toEqual(messages);
  const sealed = await store.tokens(guildId, march);
  expect(sealed.size).toBe(userIds.length);
  const drawn = new Set([...messages.keys()].map((member) => sealed.of(member)));
  expect(drawn.size).toBe(userIds.length);
  expect(tokens.filter((token) => drawn.has(token))).toEqual([]);
  census.numberOf(userIds[0] ?? '');
}

/** The secrets of this lane's people only, because another lane may still have its own. */
function inLane(lane: number) {
  return { voiceChannelId: `77700077700077700${lane}`, retiredMs: 1_774_999_123_457 + 1000 * lane };
}

function positionAfter(count: number, { guildId, lane }: ACensus): MessagePosition {
  const ofLane = 4_099n + BigInt(lane);
  const idAt = (hours: number) => String(BigInt(firstSnowflakeAt(startOfMonthMs(march) + hours * hourMs)) + ofLane);
  return {
    guildId,
    channelId: `50000000000000000${lane + 1}`,
    lastId: idAt(count + 4),
    readUpToId: idAt(count + 1),
    gaps: [{ afterId: idAt(count + 2), beforeId: idAt(count + 3) }],
  };
}

function idsIn({ lastId, readUpToId, gaps }: MessagePosition): Snowflake[] {
  return [lastId, readUpToId, ...gaps.flatMap(({ afterId, beforeId }) => [afterId, beforeId])].filter(
    (id) => id !== null,
  );
}
