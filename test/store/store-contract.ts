import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeColumns, readColumns } from '../../src/core/columns.ts';
import { type Counter, none } from '../../src/core/counter.ts';
import { type HourRange, hourMs, hoursOfMonth } from '../../src/core/time.ts';
import type { Delta, DrawTokens, Piece, Store } from '../../src/store/store.ts';
import { aBatch, aGuild } from './a-batch.ts';

/** A store to be tried, and what closes it and opens another on the same data. */
export interface StoreUnderTest {
  readonly store: Store;
  reopen(): Promise<Store>;
  dispose(): Promise<void>;
}

const march = 2026 * 12 + 2;
const april = march + 1;
const start = hoursOfMonth(march).from;
const wholeMonth = hoursOfMonth(march);
const guildId = '300000000000000001';
const otherId = '300000000000000002';

/** What every store must do, whatever stands behind it. */
export function describeStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let underTest: StoreUnderTest;
    let store: Store;

    beforeEach(async () => {
      underTest = await make();
      store = underTest.store;
      await store.endRotation(march);
    });
    afterEach(() => underTest.dispose());

    describe('a batch', () => {
      it('is found again after a restart, in all its parts', async () => {
        const channel = {
          id: '9',
          kind: 'text',
          name: 'general',
          number: 1,
          parentId: null,
          isDeleted: false,
        } as const;
        const position = {
          shardId: 0,
          shardCount: 1,
          sessionId: 'abc',
          resumeUrl: 'ws://127.0.0.1:1',
          sequence: 7,
          countedAbove: [9, 12],
        };
        const session = { guildId, member: 17, channelId: '9', countedUntilMs: 5000 };
        await store.commit(
          aBatch(1, {
            gatewayPositions: [position],
            guilds: [aGuild(guildId, { afkChannelId: '9', leftMs: 3, wasGreeted: true }), aGuild(otherId)],
            channels: [{ guildId, channel }],
            members: [{ guildId, member: { number: 17, token: 0xa000_0001 } }],
            voiceSessions: [session],
            gaps: [{ guildId, fromMs: 2000, toMs: null }],
            hasMemberLists: true,
          }),
        );
        store = await underTest.reopen();
        expect(await store.checkpoint()).toEqual({
          batch: 1,
          openMonth: march,
          rotation: null,
          observedUntilMs: 1000,
          gatewayPositions: [position],
          guilds: [aGuild(guildId, { afkChannelId: '9', leftMs: 3, wasGreeted: true }), aGuild(otherId)],
          channels: new Map([[guildId, [channel]]]),
          members: new Map([[guildId, [{ number: 17, token: 0xa000_0001 }]]]),
          voiceSessions: [session],
          openGaps: [{ guildId, fromMs: 2000, toMs: null }],
          hasMemberLists: true,
        });
        expect(await store.guild(otherId)).toEqual(aGuild(otherId));
        expect(await store.channels(guildId)).toEqual([channel]);
      });

      it('changes nothing when it comes again', async () => {
        const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(messages(start, 3))] });
        await store.commit(batch);
        await store.commit({ ...batch, deltas: [aDelta(messages(start, 100))] });
        expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 3)]);
      });

      it('is refused when one before it is missing', async () => {
        await expect(store.commit(aBatch(2))).rejects.toThrow('batch 2 came after batch 0');
      });

      it('is written whole or not at all', async () => {
        const strangers = aDelta(messages(start, 1), 'unknown guild');
        const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(messages(start, 1)), strangers] });
        await expect(store.commit(batch)).rejects.toThrow('came before the guild');
        expect(await store.checkpoint()).toMatchObject({ batch: 0, guilds: [] });
        expect(await countersOf(store, wholeMonth)).toEqual([]);
      });

      it('leaves what it does not name as it was, and replaces what it names', async () => {
        const session = { guildId, member: 1, channelId: '9', countedUntilMs: 5000 };
        await store.commit(aBatch(1, { guilds: [aGuild(guildId), aGuild(otherId)], voiceSessions: [session] }));
        await store.commit(aBatch(2, { guilds: [aGuild(otherId, { name: 'renamed' })] }));
        expect(await store.checkpoint()).toMatchObject({
          guilds: [aGuild(guildId), { name: 'renamed' }],
          voiceSessions: [session],
        });
        await store.commit(aBatch(3, { voiceSessions: [] }));
        expect((await store.checkpoint()).voiceSessions).toEqual([]);
      });

      it('holds no gateway session any more that it does not name', async () => {
        const session = {
          shardCount: 2,
          sessionId: 'abc',
          resumeUrl: 'ws://127.0.0.1:1',
          sequence: 7,
          countedAbove: [],
        };
        const [first, second] = [0, 1].map((shardId) => ({ ...session, shardId }));
        if (first === undefined || second === undefined) throw new Error('two shards were made');
        await store.commit(aBatch(1, { gatewayPositions: [first, second] }));
        await store.commit(aBatch(2, { gatewayPositions: [{ ...second, sequence: 8 }] }));
        expect((await store.checkpoint()).gatewayPositions).toEqual([{ ...second, sequence: 8 }]);
        await store.commit(aBatch(3));
        expect((await store.checkpoint()).gatewayPositions).toEqual([]);
      });

      it('makes a gap no shorter by another that begins in the same second', async () => {
        const long = { guildId, fromMs: start * hourMs, toMs: start * hourMs + 60_000 };
        const short = { guildId, fromMs: start * hourMs + 300, toMs: start * hourMs + 301 };
        await store.commit(aBatch(1, { guilds: [aGuild(guildId)], gaps: [long] }));
        await store.commit(aBatch(2, { gaps: [short] }));
        expect(await store.gaps(guildId, wholeMonth)).toEqual([long]);
      });

      it('keeps gaps in whole seconds that are never shorter than they were', async () => {
        const gap = { guildId, fromMs: start * hourMs + 1700, toMs: null };
        await store.commit(aBatch(1, { guilds: [aGuild(guildId)], gaps: [gap] }));
        expect(await store.gaps(guildId, wholeMonth)).toEqual([{ ...gap, fromMs: start * hourMs + 1000 }]);
        await store.commit(aBatch(2, { gaps: [{ ...gap, toMs: start * hourMs + 2100 }] }));
        const closed = { guildId, fromMs: start * hourMs + 1000, toMs: start * hourMs + 3000 };
        expect(await store.gaps(guildId, wholeMonth)).toEqual([closed]);
        expect(await store.gaps(guildId, { from: start + 1, to: start + 2 })).toEqual([]);
        expect(await store.gaps(otherId, wholeMonth)).toEqual([]);
        expect((await store.checkpoint()).openGaps).toEqual([]);
      });

      it('takes no counter for a month that is not open any more', async () => {
        const early = { ...aDelta(messages(start - 1, 1)), month: march - 1 };
        const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas: [early] });
        await expect(store.commit(batch)).rejects.toThrow('a month that is not open');
      });
    });

    describe('counters', () => {
      it('are handed out by guild and range, over months, and no others', async () => {
        const [first, middle, last] = [messages(start - 1, 1), messages(start, 2), messages(start + 5, 4)];
        await underTest.dispose();
        underTest = await make();
        store = underTest.store;
        await store.endRotation(march - 1);
        await store.commit(
          aBatch(1, {
            guilds: [aGuild(guildId), aGuild(otherId)],
            deltas: [
              { ...aDelta(first), month: march - 1 },
              aDelta(middle),
              aDelta(last),
              aDelta(messages(start, 9), otherId),
            ],
          }),
        );
        const ask = (from: number, to: number) => countersOf(store, { from, to });
        expect(await ask(start - 1, start + 6)).toEqual([first, middle, last]);
        expect(await ask(start, start + 5)).toEqual([middle]);
        expect(await ask(start + 1, start + 5)).toEqual([]);
        expect(await ask(start + 5, start + 5)).toEqual([]);
        expect(await countersOf(store, wholeMonth, 'unknown guild')).toEqual([]);
        expect(await store.months(guildId)).toMatchObject([{ month: march - 1 }, { month: march }]);
      });

      it('equal a plain sum after any commits and compactions, for any range', async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 12 }), rangeArbitrary, async (steps, range) => {
            const { store: fresh, dispose } = await make();
            try {
              await fresh.endRotation(march);
              await fresh.commit(aBatch(1, { guilds: [aGuild(guildId)] }));
              let batch = 1;
              const counted: Counter[] = [];
              for (const step of steps) {
                if (typeof step === 'number') await fresh.compact(start + step);
                else {
                  counted.push(...step);
                  batch += 1;
                  await fresh.commit(aBatch(batch, { deltas: step.length === 0 ? [] : [aDelta(step)] }));
                }
              }
              const expected = plainSum(counted.filter(({ hour }) => hour >= range.from && hour < range.to));
              expect(await countersOf(fresh, range)).toEqual(expected);
            } finally {
              await dispose();
            }
          }),
          { numRuns: 60, seed: 1 },
        );
      });

      it('come in pieces that ascend and never overlap, and a newer headcount wins', async () => {
        await store.commit(
          aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta([headcount(3, 10), headcount(4, 11)])] }),
        );
        await store.compact(start + 48);
        await store.commit(aBatch(2, { deltas: [aDelta(headcount(4, 12)), aDelta(headcount(4, 13))] }));
        await store.commit(aBatch(3, { deltas: [aDelta(headcount(30, 20))] }));
        const pieces = await piecesOf(store, wholeMonth);
        pieces.reduce((end, { hours }) => {
          expect(hours.from).toBeGreaterThanOrEqual(end);
          return hours.to;
        }, 0);
        const amounts = (await countersOf(store, wholeMonth)).map(({ hour, amount }) => [hour - start, amount]);
        expect(amounts).toEqual([
          [3, 10],
          [4, 13],
          [30, 20],
        ]);
      });

      it('stay as they were for whoever has begun to read them', async () => {
        await store.commit(
          aBatch(1, {
            guilds: [aGuild(guildId)],
            deltas: [aDelta(messages(start, 1)), aDelta(messages(start + 1, 1))],
          }),
        );
        const reading = store.pieces(guildId, wholeMonth)[Symbol.asyncIterator]();
        await reading.next();
        await store.commit(aBatch(2, { deltas: [aDelta(messages(start + 1, 5))] }));
        await store.compact(start + 24);
        const { value: second } = await reading.next();
        expect(countersIn([second])).toEqual([messages(start + 1, 1)]);
        expect((await reading.next()).done).toBe(true);
        expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1), messages(start + 1, 6)]);
      });
    });

    describe('a rotation', () => {
      const members = [3, 70_000, 12].map((number) => ({ guildId, member: { number, token: 0xb000_0000 + number } }));

      beforeEach(async () => {
        const session = { guildId, member: 3, channelId: '9', countedUntilMs: 5000 };
        await store.commit(
          aBatch(1, {
            guilds: [aGuild(guildId), aGuild(otherId)],
            members: [...members, { guildId: otherId, member: { number: 3, token: 0xc000_0000 } }],
            deltas: [aDelta(messages(start, 1, 3)), aDelta(messages(start, 1), otherId)],
            voiceSessions: [session],
          }),
        );
      });

      it('gives every member a new token, forgets who is in voice, and can be gone on with', async () => {
        expect(await store.beginRotation(march, april, fromTop())).toBe(4);
        store = await underTest.reopen();
        expect(await store.checkpoint()).toMatchObject({
          openMonth: march,
          rotation: { month: march, next: april },
          members: new Map(),
          voiceSessions: [],
        });
        const tokens = await store.tokens(guildId, march);
        expect(tokens).toMatchObject({ size: 3, numbersEnd: 70_001 });
        const drawn = members.map(({ member }) => tokens.of(member.number));
        expect(new Set(drawn).size).toBe(3);
        for (const token of drawn) expect(token).toBeGreaterThan(0xf000_0000);
        expect(() => tokens.of(4)).toThrow('no member with that number');

        expect(await store.beginRotation(march, april, fromTop())).toBe(4);
        expect(await store.months(guildId)).toEqual([{ month: march, isSealed: false, isSplit: false }]);
        await store.endRotation(april);
        await store.endRotation(april);
        expect(await store.checkpoint()).toMatchObject({ openMonth: april, rotation: null });
        expect(await store.months(guildId)).toEqual([{ month: march, isSealed: true, isSplit: false }]);
        const after = await store.tokens(guildId, march);
        expect(members.map(({ member }) => after.of(member.number))).toEqual(drawn);
        expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1, 3)]);
      });

      it('hands out the tokens of the open month before, and none where there are no members', async () => {
        const tokens = await store.tokens(guildId, march);
        expect(members.map(({ member }) => tokens.of(member.number))).toEqual(
          members.map(({ member }) => member.token),
        );
        expect(await store.tokens(guildId, april)).toMatchObject({ size: 0, numbersEnd: 0 });
        expect(await store.tokens('unknown guild', march)).toMatchObject({ size: 0, numbersEnd: 0 });
      });

      it('takes neither members nor counters of the closed month from its first step on', async () => {
        await store.beginRotation(march, april, fromTop());
        const late = aBatch(2, { deltas: [aDelta(messages(start, 1))] });
        await expect(store.commit(late)).rejects.toThrow('a month that is not open');
        await expect(store.commit(aBatch(2, { members }))).rejects.toThrow('no month is open');
        await store.commit(aBatch(2, { observedUntilMs: 77 }));
        await store.endRotation(april);
        await expect(store.commit(aBatch(3, { deltas: late.deltas }))).rejects.toThrow('a month that is not open');
        expect(await store.checkpoint()).toMatchObject({ batch: 2, observedUntilMs: 77 });
      });

      it('is only of the open month, and ends as it was begun', async () => {
        await expect(store.beginRotation(april, april + 1, fromTop())).rejects.toThrow('not the open one');
        await expect(store.endRotation(april)).rejects.toThrow('not the one that was begun');
        await store.beginRotation(march, april, fromTop());
        await expect(store.beginRotation(march, april + 1, fromTop())).rejects.toThrow('another rotation');
        await expect(store.endRotation(april + 1)).rejects.toThrow('not the one that was begun');
      });

      it('changes nothing when drawing tokens fails', async () => {
        const failing = () => {
          throw new Error('no tokens today');
        };
        await expect(store.beginRotation(march, april, failing)).rejects.toThrow('no tokens today');
        expect(await store.checkpoint()).toMatchObject({ rotation: null, voiceSessions: [{ member: 3 }] });
        expect((await store.tokens(guildId, march)).of(12)).toBe(0xb000_000c);
      });

      it('marks a month as split for good', async () => {
        await store.markSplit(march);
        await store.beginRotation(march, april, fromTop());
        await store.endRotation(april);
        expect(await store.months(guildId)).toEqual([{ month: march, isSealed: true, isSplit: true }]);
      });
    });

    it('forgets a guild and leaves the others alone', async () => {
      const channel = { id: '9', kind: 'text', name: 'general', number: 1, parentId: null, isDeleted: false } as const;
      const both = [guildId, otherId];
      await store.commit(
        aBatch(1, {
          guilds: both.map((id) => aGuild(id)),
          channels: both.map((id) => ({ guildId: id, channel })),
          members: both.map((id) => ({ guildId: id, member: { number: 5, token: 0xa000_0005 } })),
          deltas: both.flatMap((id) => [aDelta(messages(start, 1), id), aDelta(messages(start + 100, 2), id)]),
          voiceSessions: both.map((id) => ({ guildId: id, member: 5, channelId: '9', countedUntilMs: 1 })),
          gaps: both.map((id) => ({ guildId: id, fromMs: 0, toMs: null })),
        }),
      );
      await store.compact(start + 24);
      await store.removeGuild(guildId);
      await store.removeGuild(guildId);
      expect(await store.guild(guildId)).toBeUndefined();
      expect(await store.months(guildId)).toEqual([]);
      expect(await countersOf(store, wholeMonth)).toEqual([]);
      const { guilds, channels, members, voiceSessions, openGaps } = await store.checkpoint();
      const remaining = [guilds.map(({ id }) => id), [...channels.keys()], [...members.keys()]];
      expect(remaining).toEqual([[otherId], [otherId], [otherId]]);
      expect([...voiceSessions, ...openGaps].map((of) => of.guildId)).toEqual([otherId, otherId]);
      expect(await countersOf(store, wholeMonth, otherId)).toHaveLength(2);
    });

    it('has nothing at first', async () => {
      expect(await store.checkpoint()).toMatchObject({ batch: 0, observedUntilMs: null, guilds: [], openGaps: [] });
      expect(await store.guild(guildId)).toBeUndefined();
      expect(await store.channels(guildId)).toEqual([]);
    });
  });
}

function messages(hour: number, amount: number, member = 5): Counter {
  return { hour, event: 'msg', channel: 1, member, amount };
}

function headcount(hourOfMonth: number, amount: number): Counter {
  return { hour: start + hourOfMonth, event: 'total_users', channel: none, member: none, amount };
}

function aDelta(counters: Counter | readonly Counter[], guild = guildId): Delta {
  const listed = [counters].flat();
  const hours = listed.map(({ hour }) => hour);
  return {
    guildId: guild,
    month: march,
    hours: { from: Math.min(...hours), to: Math.max(...hours) + 1 },
    columns: encodeColumns(listed),
  };
}

/** 0xffffffff, 0xfffffffe and so on. */
function fromTop(): DrawTokens {
  return (count) => Uint32Array.from({ length: count }, (_, index) => 0xffff_ffff - index);
}

async function piecesOf(store: Store, range: HourRange, guild = guildId): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of store.pieces(guild, range)) pieces.push(piece);
  return pieces;
}

async function countersOf(store: Store, range: HourRange, guild = guildId): Promise<Counter[]> {
  return countersIn(await piecesOf(store, range, guild));
}

function countersIn(pieces: readonly Piece[]): Counter[] {
  const counters: Counter[] = [];
  for (const { hours, blobs } of pieces) {
    for (const blob of blobs) {
      readColumns(blob, (hour, event, channel, member, amount) => {
        expect(hour >= hours.from && hour < hours.to).toBe(true);
        counters.push({ hour, event, channel, member, amount });
      });
    }
  }
  return plainSum(counters);
}

/** The naive second implementation: a sum by key, of headcounts the last. */
function plainSum(counters: readonly Counter[]): Counter[] {
  const sums = new Map<string, Counter>();
  for (const counter of counters) {
    const key = `${counter.hour} ${counter.event} ${counter.channel} ${counter.member}`;
    const before = counter.event === 'total_users' ? 0 : (sums.get(key)?.amount ?? 0);
    sums.set(key, { ...counter, amount: before + counter.amount });
  }
  const order = (a: Counter, b: Counter) =>
    a.hour - b.hour || a.event.localeCompare(b.event) || a.channel - b.channel || a.member - b.member;
  return [...sums.values()].sort(order);
}

const counterArbitrary = fc
  .tuple(fc.integer({ min: 0, max: 80 }), fc.constantFrom('msg', 'voice', 'join', 'total_users'), fc.nat(3), fc.nat(4))
  .chain(([hourOfMonth, event, channel, member]) =>
    fc.integer({ min: 1, max: 4000 }).map((amount): Counter => {
      const isPersonal = event === 'msg' || event === 'voice';
      return {
        hour: start + hourOfMonth,
        event: event as Counter['event'],
        channel: isPersonal ? channel + 1 : none,
        member: isPersonal ? member : none,
        amount,
      };
    }),
  );

/** A commit of these counters, or a compaction of what lies before that hour of the month. */
const stepArbitrary = fc.oneof(
  { weight: 3, arbitrary: fc.array(counterArbitrary, { maxLength: 20 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 90 }) },
);

const rangeArbitrary = fc
  .tuple(fc.integer({ min: -3, max: 85 }), fc.integer({ min: 0, max: 85 }))
  .map(([from, length]): HourRange => ({ from: start + from, to: start + from + length }));
