import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import { hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import type { RotationStep } from '../../src/months/rotation.ts';
import { projectRoot } from '../project-root.ts';
import { ACensus, copyOf, march } from '../vault/a-census.ts';
import { Neighbour } from '../vault/a-neighbour.ts';
import {
  expectAllOf,
  expectNothingOf,
  expectSealed,
  type LivedMonth,
  liveThroughMarch,
  userIds,
} from './a-lived-month.ts';

const april = march + 1;

const places = [
  { where: 'of the only lane', lanes: 1, lane: 0 },
  { where: 'of a lane beside another', lanes: 2, lane: 1 },
];

describe.each(places)('a rotation $where', ({ lanes, lane }) => {
  let census: ACensus;
  let neighbour: Neighbour | null;
  let lived: LivedMonth;
  let copies: { readonly step: RotationStep; readonly directory: string }[];
  let onStep: (step: RotationStep) => void;

  beforeEach(async () => {
    onStep = () => {};
    copies = [];
    const ofLane = (step: RotationStep, of: number) => void (of === lane && onStep(step));
    census = await ACensus.open({ lanes, lane, onStep: ofLane, waitForReadersMs: 50 });
    neighbour = lanes > 1 ? await Neighbour.of(census) : null;
    lived = await liveThroughMarch(census);
    await neighbour?.expectSame();
  });
  afterEach(async () => {
    await neighbour?.expectSame();
    await neighbour?.expectCounting();
    await census.dispose();
    for (const { directory } of copies) rmSync(directory, { recursive: true });
  });

  it('leaves no hash, salt, message id, token or voice session in any file', async () => {
    expectAllOf(lived.scan.inFolder(census.directory));
    writeFileSync(join(census.directory, 'planted'), `..${userIds[5]}..`);
    expect(lived.scan.inFolder(census.directory)).toMatchObject({ users: 1 });
    rmSync(join(census.directory, 'planted'));

    census.setClock(startOfMonthMs(april) + 7000);
    const receipt = await census.rotateTo(april);
    expect(receipt).toEqual({
      month: march,
      members: userIds.length,
      saltDestroyedAtMs: startOfMonthMs(april) + 7000,
      forgottenChannels: [],
    });
    expectNothingOf(lived.scan.inFolder(census.directory));
    await neighbour?.expectSame();
    census = await census.restart();
    expectNothingOf(lived.scan.inFolder(census.directory));
    await neighbour?.expectSameBeside(census);
    neighbour = null;
  });

  it('records in the store how many members the month had and when its salt was wiped', async () => {
    census.setClock(startOfMonthMs(april) + 7000);
    const { members, saltDestroyedAtMs } = await census.rotateTo(april);
    expect(await census.store.months(census.guildId)).toEqual([
      { month: march, isSealed: true, isSplit: false, imported: null, hasTrial: false, members, saltDestroyedAtMs },
    ]);
  });

  it('destroys the salt first, then the hashes, then the deleted data of the store, before it draws a new salt', async () => {
    const left: Record<string, unknown>[] = [];
    onStep = (step) => left.push({ step, ...lived.scan.inFolder(census.directory) });
    await census.rotateTo(april);
    expect(left[0]).toMatchObject({ step: 'begun', salt: 25, hashes: userIds.length * 9 });
    expect(left[1]).toMatchObject({ step: 'salt wiped', salt: 0, hashes: userIds.length * 9 });
    expect(left[2]).toMatchObject({ step: 'map overwritten', hashes: 0 });
    expect(left[5]).toMatchObject({ step: 'forgotten', messages: 0, hashes: 0, salt: 0, tokens: 0, voice: 0 });
  });

  it('changes every token, and no count', async () => {
    await census.rotateTo(april);
    await expectSealed(census, lived);
  });

  it('recognises no person of the previous month', async () => {
    const [first = ''] = userIds;
    await census.rotateTo(april);
    expect(census.vault.month).toBe(april);
    await census.countMessages(userIds);
    expect(census.vault.takeChanges(99).members).toEqual([]);
    const aprilTokens = [...(await census.messagesByToken(april)).keys()];
    const sealed = await census.messagesByToken(march);
    expect(aprilTokens.filter((token) => sealed.has(token) || lived.tokens.includes(token))).toEqual([]);
    expect(census.numberOf(first)).toBe(census.numberOf(first));
  });

  it('continues after a crash at any step, and after a second crash at any step', async () => {
    const recover = async (directory: string, then?: (step: RotationStep) => void) => {
      const recovered = await ACensus.open({ directory, lane, seed: directory, ...(then && { onStep: then }) });
      await expectSealed(recovered, lived);
      await neighbour?.expectSameBeside(recovered);
      await recovered.close();
    };
    onStep = (step) => copies.push({ step, directory: census.copy() });
    await census.rotateTo(april);
    expect(copies.map(({ step }) => step)).toEqual(steps);
    for (const first of [...copies]) {
      const begin = copies.length;
      await recover(first.directory, (step) => copies.push({ step, directory: copyOf(first.directory) }));
      const second = copies.slice(begin);
      expect(second.map(({ step }) => step)).toEqual(stepsAfter(first.step, copies.indexOf(first)));
      for (const { directory } of second) await recover(directory);
    }
  }, 60_000);

  it('continues in the same process after a failed step, and counts nothing until then', async () => {
    for (const failing of steps) {
      onStep = (step) => {
        if (step === failing) throw new Error(`failed at ${step}`);
      };
      const next = census.vault.month + 1;
      await expect(census.rotateTo(next)).rejects.toThrow(`failed at ${failing}`);
      if (failing !== 'begun' && failing !== 'opened') {
        expect(() => census.numberOf(userIds[0] ?? '')).toThrow('no month is open');
        expect(census.vault.takeChanges(9)).toMatchObject({ members: [], people: { records: [] } });
      }
      await neighbour?.expectCounting();
      onStep = () => {};
      await census.rotateTo(next);
      expect(census.vault.month).toBe(next);
      await census.countMessages(userIds.slice(0, 3));
    }
    expectNothingOf(lived.scan.inFolder(census.directory));
    expect(await census.messagesByMember(march)).toEqual(lived.messages);
  });

  it('does not finish while a reader has the database open, and does afterwards', async () => {
    const reading = census.store.readCounters(census.guildId, hoursOfMonth(march))[Symbol.asyncIterator]();
    await reading.next();
    await expect(census.rotateTo(april)).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await census.store.checkpoint()).toMatchObject({
      openMonth: march,
      rotation: { month: march, next: april },
    });
    expect(() => census.numberOf(userIds[0] ?? '')).toThrow('no month is open');
    await neighbour?.expectCounting();
    await reading.return?.(undefined);
    await census.rotateTo(april);
    expectNothingOf(lived.scan.inFolder(census.directory));
  });

  it('is refused while counters are not committed, and to a month that is not later', async () => {
    await expect(census.rotateTo(march)).rejects.toThrow('not a later one');
    census.numberOf('299999999999999999');
    await expect(census.rotateTo(april)).rejects.toThrow('before all its counters are committed');
  });

  it('accepts nothing of the closed month in the map of the next', async () => {
    census.numberOf('299999999999999999');
    const late = census.messages(userIds.slice(0, 1));
    await census.rotateTo(april);
    await expect(census.commit(late)).rejects.toThrow('belong to a sealed month');
    expect((await census.store.checkpoint()).batch).toBe(late.batch.number - 1);
    await census.countMessages(userIds.slice(0, 1));
    expect([...(await census.messagesByMember(april)).values()]).toEqual([1]);
  });
});

const steps: readonly RotationStep[] = [
  'begun',
  'salt wiped',
  'map overwritten',
  'map removed',
  'channels hidden',
  'forgotten',
  'salt drawn',
  'month opened',
  'sealed',
  'opened',
];

it('has the same order of steps as month-life.ts', () => {
  const text = readFileSync(join(projectRoot, 'src/months/month-life.ts'), 'utf8');
  const told = text.matchAll(new RegExp(`^ \\*       (${steps.join('|')})(?:  |$)`, 'gm'));
  expect(Array.from(told, ([, step]) => step)).toEqual(steps);
});

/** The steps of the next start after a crash at this step, without those for files that no longer exist. */
function stepsAfter(step: RotationStep, place: number): RotationStep[] {
  if (step === 'month opened' || step === 'sealed' || step === 'opened') return [];
  const ofMap: RotationStep[] = place < steps.indexOf('map removed') ? ['map overwritten', 'map removed'] : [];
  return ['begun', 'salt wiped', ...ofMap, 'channels hidden', 'forgotten', 'salt drawn', 'month opened', 'sealed'];
}
