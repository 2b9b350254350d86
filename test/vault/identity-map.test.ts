import { beforeEach, describe, expect, it } from 'vitest';
import type { PersonErasure } from '../../src/store/people-store.ts';
import { IdentityMap, packIdentity } from '../../src/vault/identity-map.ts';
import { bareMembership } from '../../src/vault/memberships/known-memberships.ts';
import { seededBytes } from '../seeded-bytes.ts';

const hash = (byte: number) => Buffer.alloc(16, byte);
const none: PersonErasure = { identity: hash(0), membership: hash(0), bare: bareMembership, passedOver: null };
const guild = 2 ** 48 - 1;

/** An instant of joining, packed with the bits `hasJoined` and `isIn`. */
const joinedAndIn = 4 * 1_772_000_000_123 + 3;

describe('the identity map', () => {
  let map: IdentityMap;
  beforeEach(() => {
    map = new IdentityMap();
  });

  /** The map after a restart, if these batches were committed. */
  function restarted(...batches: ReturnType<IdentityMap['takeRecords']>[]): IdentityMap {
    const again = new IdentityMap();
    for (const record of batches.flat()) again.load(record);
    return again;
  }

  it('knows people at once, and again after a restart', () => {
    map.addIdentity(hash(7), 7, 1);
    map.setMark(hash(9));
    map.setMembership(hash(5), 3);
    for (const known of [map, restarted(map.takeRecords(1))]) {
      expect([known.numberOf(hash(7)), known.numberOf(hash(8)), known.size]).toEqual([7, undefined, 1]);
      expect([known.hasMark(hash(9)), known.hasMark(hash(7))]).toEqual([true, false]);
      expect([known.membershipOf(hash(5)), known.membershipOf(hash(7))]).toEqual([3, undefined]);
    }
  });

  it('returns added records once, with the number of their batch', () => {
    expect([map.hasUncommitted, map.takeRecords(1)]).toEqual([false, []]);
    map.addIdentity(hash(7), 7, 1);
    expect(map.hasUncommitted).toBe(true);
    expect(map.takeRecords(2)).toEqual([{ kind: 'identity', batch: 2, value: packIdentity(7, 1), hash: hash(7) }]);
    expect([map.hasUncommitted, map.takeRecords(3), map.numberOf(hash(7))]).toEqual([false, [], 7]);
  });

  it('has nothing to commit after a restart', () => {
    map.addIdentity(hash(7), 7, 1);
    const again = restarted(map.takeRecords(1));
    expect([again.hasUncommitted, again.takeRecords(2)]).toEqual([false, []]);
  });

  it('returns records in an order that hides when people came, and those of one hash in order', () => {
    const random = seededBytes('order');
    const hashes = Array.from({ length: 300 }, () => Buffer.from(random(16)));
    for (const [number, of] of hashes.entries()) map.addIdentity(of, number, 1);
    for (const packed of [3, 2, 3, 0]) map.setMembership(hash(5), packed);
    const records = map.takeRecords(1);
    const inOrder = [...records].sort((one, other) => Buffer.compare(one.hash, other.hash));
    expect(records.map((record) => record.hash)).toEqual(inOrder.map((record) => record.hash));
    const memberships = records.filter(({ kind }) => kind === 'membership');
    expect(memberships.map(({ value }) => value)).toEqual([3, 2, 3, 0]);
    expect(restarted(records).membershipOf(hash(5))).toBe(0);
  });

  it('knows whether a guild had a break since a membership was noted, also after a restart', () => {
    map.setMembership(hash(1), 3);
    map.addBreak(guild);
    const first = map.takeRecords(1);
    map.setMembership(hash(2), 3);
    for (const known of [map, restarted(first, map.takeRecords(2))]) {
      expect([1, 2].map((byte) => known.holdsMembership(hash(byte), guild))).toEqual([false, true]);
      expect(known.holdsMembership(hash(1), 7), 'in a guild that was seen').toBe(true);
    }
  });

  it('treats memberships in the batch of a break as noted before it, because the order is not kept', () => {
    map.addBreak(guild);
    map.setMembership(hash(1), 3);
    expect(map.holdsMembership(hash(1), guild)).toBe(true);
    expect(restarted(map.takeRecords(1)).holdsMembership(hash(1), guild)).toBe(false);
  });

  describe('when a person is erased', () => {
    it('forgets their number and keeps the others', () => {
      for (const number of [7, 8]) map.addIdentity(hash(number), number, 1);
      map.takeRecords(1);
      for (const _again of [1, 2]) map.erase({ ...none, identity: hash(7) });
      expect([map.numberOf(hash(7)), map.numberOf(hash(8)), map.size]).toEqual([undefined, 8, 1]);
    });

    it('keeps that they are in the guild, without the instant, committed or not', () => {
      map.setMembership(hash(5), joinedAndIn);
      map.setMembership(hash(6), joinedAndIn);
      map.erase({ ...none, membership: hash(5) });
      expect([5, 6].map((byte) => map.membershipOf(hash(byte)))).toEqual([3, joinedAndIn]);
      expect(map.takeRecords(1).map(({ value }) => value)).toEqual([3, joinedAndIn]);
      map.erase({ ...none, membership: hash(6) });
      expect(map.membershipOf(hash(6))).toBe(3);
    });

    it('keeps the dimensions in which they were counted as a visitor', () => {
      map.setMark(hash(9));
      map.erase({ ...none, identity: hash(9) });
      expect(map.hasMark(hash(9))).toBe(true);
    });

    it('skips their messages if requested, until that is forgotten in the guild', () => {
      expect([map.hasErasures, map.isErased(hash(1))]).toEqual([false, false]);
      for (const number of [1, 2]) map.erase({ ...none, passedOver: { hash: hash(number), guild: number } });
      expect([map.hasErasures, map.isErased(hash(1)), map.isErased(hash(2))]).toEqual([true, true, true]);
      map.forgetErasures(1);
      expect([map.hasErasures, map.isErased(hash(1)), map.isErased(hash(2))]).toEqual([true, false, true]);
      map.forgetErasures(2);
      expect(map.hasErasures).toBe(false);
    });

    it('has no record of it to commit with a batch, because it is durable at once', () => {
      map.erase({ ...none, identity: hash(7), passedOver: { hash: hash(1), guild: 1 } });
      expect(map.hasUncommitted).toBe(false);
    });
  });

  it('knows 20,000 people', () => {
    const random = seededBytes('many');
    const hashes = Array.from({ length: 20_000 }, () => Buffer.from(random(16)));
    for (const [number, of] of hashes.entries()) map.addIdentity(of, number, 1);
    const again = restarted(map.takeRecords(1));
    for (const known of [map, again]) {
      expect(hashes.map((of) => known.numberOf(of))).toEqual(hashes.map((_, number) => number));
      expect(known.size).toBe(20_000);
    }
  });
});
