import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import type { RotationStep } from '../../src/vault/rotation.ts';
import { ACensus, copyOf, guildId, march } from './a-census.ts';
import { formsOfId, formsOfNumber, hashWindows, type Needles, residueIn, saltOf, windowsOf } from './residue.ts';

const april = march + 1;
const retiredMs = 1_774_999_123_457;
const userIds = Array.from({ length: 150 }, (_, index) => String(200_000_000_000_000_000n + 7_919n * BigInt(index)));

describe('a rotation', () => {
  let census: ACensus;
  let needles: Needles;
  /** Messages of each member, in no order: what must be the same under any tokens. */
  let counts: number[];
  let marchTokens: number[];
  let copies: { readonly step: RotationStep; readonly directory: string }[];
  let onStep: (step: RotationStep) => void;

  beforeEach(async () => {
    onStep = () => {};
    copies = [];
    census = await ACensus.open({ onStep: (step) => onStep(step), waitForReadersMs: 50 });
    needles = await liveThroughMarch(census);
    const messages = await census.messagesByToken(march);
    counts = [...messages.values()].sort();
    marchTokens = [...messages.keys()];
  });
  afterEach(async () => {
    await census.dispose();
    for (const { directory } of copies) rmSync(directory, { recursive: true });
  });

  it('leaves no hash, no salt, no token and nobody in voice in any file', async () => {
    const before = residueIn(census.directory, needles);
    expect(before).toMatchObject({ ids: 0, hashes: hashCount, salt: 25, voice: 1 });
    expect(before.tokens).toBeGreaterThanOrEqual(userIds.length);
    writeFileSync(join(census.directory, 'planted'), `..${userIds[5]}..`);
    expect(residueIn(census.directory, needles)).toMatchObject({ ids: 1 });
    rmSync(join(census.directory, 'planted'));

    census.setClock(startOfMonthMs(april) + 7000);
    const receipt = await census.rotateTo(april);
    expect(receipt).toEqual({ month: march, members: userIds.length, saltDestroyedAtMs: startOfMonthMs(april) + 7000 });
    expect(residueIn(census.directory, needles)).toEqual(nothing);
    await census.close();
    expect(residueIn(census.directory, needles)).toEqual(nothing);
  });

  it('destroys the salt first, then the hashes, then what the store deleted, before there is a new salt', async () => {
    const left: Record<string, unknown>[] = [];
    onStep = (step) => left.push({ step, ...residueIn(census.directory, needles) });
    await census.rotateTo(april);
    expect(left[0]).toMatchObject({ step: 'begun', salt: 25, hashes: hashCount });
    expect(left[1]).toMatchObject({ step: 'salt wiped', salt: 0, hashes: hashCount });
    expect(left[3]).toMatchObject({ step: 'map overwritten', hashes: 0 });
    expect(left[6]).toEqual({ step: 'scrubbed', ...nothing });
  });

  it('changes no count, and every token', async () => {
    await census.rotateTo(april);
    const after = await census.messagesByToken(march);
    expect([...after.values()].sort()).toEqual(counts);
    expect(marchTokens.filter((token) => after.has(token))).toEqual([]);
    expect(await census.store.months(guildId)).toEqual([{ month: march, isSealed: true, isSplit: false }]);
  });

  it('knows nobody of the month before', async () => {
    const [first = ''] = userIds;
    await census.rotateTo(april);
    expect(census.vault.month).toBe(april);
    await census.countMessages(userIds);
    expect(census.vault.takeChanges(99).members).toEqual([]);
    const aprilTokens = [...(await census.messagesByToken(april)).keys()];
    const sealed = await census.messagesByToken(march);
    expect(aprilTokens.filter((token) => sealed.has(token) || marchTokens.includes(token))).toEqual([]);
    expect(census.numberOf(first)).toBe(census.numberOf(first));
  });

  it('is gone on with after a crash at any step, and after another crash on the way', async () => {
    onStep = (step) => copies.push({ step, directory: census.copy() });
    await census.rotateTo(april);
    expect(copies.map(({ step }) => step)).toEqual([
      'begun',
      'salt wiped',
      'map overwritten',
      'map overwritten',
      'map removed',
      'map removed',
      'scrubbed',
      'salt drawn',
      'ended',
      'opened',
    ]);
    for (const { directory } of [...copies]) {
      let sawStep = false;
      const recovered = await ACensus.open({
        directory,
        seed: 'second process',
        onStep: (step) => {
          if (sawStep) return;
          sawStep = true;
          copies.push({ step, directory: copyOf(directory) });
        },
      });
      await expectSealed(recovered);
      await recovered.close();
    }
    expect(copies.length).toBeGreaterThan(15);
    for (const { directory } of copies.slice(10)) {
      const recovered = await ACensus.open({ directory, seed: 'third process' });
      await expectSealed(recovered);
      await recovered.close();
    }
  }, 30_000);

  it('goes on in the same process when a step has failed, and counts nothing until then', async () => {
    for (const failing of [
      'begun',
      'salt wiped',
      'map removed',
      'scrubbed',
      'salt drawn',
      'ended',
      'opened',
    ] as const) {
      onStep = (step) => {
        if (step === failing) throw new Error(`failed at ${step}`);
      };
      const next = census.vault.month + 1;
      await expect(census.rotateTo(next)).rejects.toThrow(`failed at ${failing}`);
      if (failing !== 'begun' && failing !== 'opened') {
        expect(() => census.numberOf(userIds[0] ?? '')).toThrow('no month is open');
        expect(census.vault.takeChanges(9)).toMatchObject({ members: [], identities: [] });
      }
      onStep = () => {};
      await census.rotateTo(next);
      expect(census.vault.month).toBe(next);
      await census.countMessages(userIds.slice(0, 3));
    }
    expect(residueIn(census.directory, needles)).toEqual(nothing);
    expect([...(await census.messagesByToken(march)).values()].sort()).toEqual(counts);
  });

  it('is not done while somebody reads the database, and is when they have finished', async () => {
    const reading = census.store.pieces(guildId, hoursOfMonth(march));
    await reading.next();
    await expect(census.rotateTo(april)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await census.store.checkpoint()).toMatchObject({
      openMonth: march,
      rotation: { month: march, next: april },
    });
    expect(() => census.numberOf(userIds[0] ?? '')).toThrow('no month is open');
    await reading.return(undefined);
    await census.rotateTo(april);
    expect(residueIn(census.directory, needles)).toEqual(nothing);
  });

  it('is refused while something counted is not committed, and to a month that is not later', async () => {
    await expect(census.rotateTo(march)).rejects.toThrow('not a later one');
    census.numberOf('299999999999999999');
    await expect(census.rotateTo(april)).rejects.toThrow('before all that was counted is committed');
  });

  it('lets nothing of the closed month into the map of the next', async () => {
    census.numberOf('299999999999999999');
    const late = census.vault.takeChanges(999);
    await census.rotateTo(april);
    expect(() => census.vault.commit(late)).toThrow('belong to a month that is closed');
  });

  async function expectSealed(recovered: ACensus): Promise<void> {
    expect(recovered.vault.month).toBe(april);
    expect(residueIn(recovered.directory, needles)).toEqual(nothing);
    expect([...(await recovered.messagesByToken(march)).values()].sort()).toEqual(counts);
    expect(await recovered.store.checkpoint()).toMatchObject({ openMonth: april, rotation: null, members: new Map() });
    expect(await recovered.store.months(guildId)).toEqual([{ month: march, isSealed: true, isSplit: false }]);
    recovered.numberOf(userIds[0] ?? '');
  }
});

/** Two windows of eight bytes in a row share seven; a hash of 16 has nine. */
const hashCount = userIds.length * 9;
const nothing = { ids: 0, hashes: 0, salt: 0, tokens: 0, voice: 0 };

/** Everybody writes, in many small batches and more than once; some are in voice. What must be gone afterwards. */
async function liveThroughMarch(census: ACensus): Promise<Needles> {
  const inVoice = (userId: string) => {
    return { guildId, member: census.numberOf(userId), channelId: '777000777000777000', countedUntilMs: retiredMs };
  };
  for (let first = 0; first < userIds.length; first += 8) {
    const some = userIds.slice(first, first + 8);
    await census.countMessages(some, some.map(inVoice));
    if (first % 80 === 0) await census.countMessages(userIds.slice(0, first + 1));
  }
  await census.store.compact(hoursOfMonth(march).from + 24);
  const tokens = [...(await census.messagesByToken(march)).keys()];
  return new Map([
    ['ids', userIds.flatMap(formsOfId)],
    ['hashes', hashWindows(census.directory, guildId, userIds)],
    ['salt', windowsOf(saltOf(census.directory))],
    ['tokens', tokens.flatMap(formsOfNumber)],
    ['voice', formsOfNumber(retiredMs)],
  ]);
}
