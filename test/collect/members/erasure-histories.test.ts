import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hourMs, hourOf } from '../../../src/core/time.ts';
import { alice, bob, carol } from '../../cast.ts';
import {
  anErasingCensus,
  channelNumbers,
  type ErasingCensus,
  general,
  inOrder,
  lobby,
  lounge,
  startMs,
} from './an-erasing-census.ts';

it('any history counts as if erased people had come only afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { maxLength: 30 }), async (steps) => {
      const naive = new NaiveCensus();
      let census = await anErasingCensus();
      for (const step of steps) census = await take(step, census, naive);
      expect(await census.rows()).toEqual(naive.rows());
      await census.stop();
    }),
    { numRuns: 40 },
  );
}, 60_000);

type Deed = { readonly kind: 'write' | 'speak'; readonly userId: string; readonly channelId: string | null };
type Asking = {
  readonly kind: 'erase' | 'opt out' | 'opt in';
  readonly userId: string;
  readonly onCommit: readonly Deed[];
  readonly onErase: readonly Deed[];
};
type Step = Deed | Asking | { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'restart' };

const aUser = fc.constantFrom(alice, bob, carol);
const aDeed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom('write', 'speak'),
  userId: aUser,
  channelId: fc.constantFrom(null, lobby, lounge),
});
const someDeeds = fc.array(aDeed, { maxLength: 3 });
const aStep: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: aDeed, weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.integer({ min: 1, max: 3 * hourMs }) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('restart') }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constantFrom('erase', 'opt out', 'opt in'),
      userId: aUser,
      onCommit: someDeeds,
      onErase: someDeeds,
    }),
    weight: 3,
  },
);

/** Performs a step in both. Resolves to the census that continues. */
async function take(step: Step, census: ErasingCensus, naive: NaiveCensus): Promise<ErasingCensus> {
  if ('onCommit' in step) {
    await ask(step, census, naive);
  } else if (step.kind === 'wait') {
    naive.nowMs += step.ms;
    await census.clock.setTo(naive.nowMs);
  } else if (step.kind === 'restart') {
    await census.stop();
    return anErasingCensus({ directory: census.directory, atMs: naive.nowMs });
  } else {
    act(step, census, naive);
  }
  return census;
}

async function ask(
  { kind, userId, onCommit, onErase }: Asking,
  census: ErasingCensus,
  naive: NaiveCensus,
): Promise<void> {
  const { erasure, meanwhile } = census;
  if (kind === 'opt in' && !naive.optedOut.has(userId)) return;
  if (kind === 'opt out') naive.optOut(userId);
  meanwhile.onCommit = () => onCommit.forEach((deed) => void act(deed, census, naive));
  meanwhile.onErase = () => onErase.forEach((deed) => void act(deed, census, naive));
  const asker = census.asker(userId);
  if (kind === 'erase') await erasure.erase(asker);
  else if (kind === 'opt out') await erasure.optOut(asker);
  else await erasure.optIn(asker);
  meanwhile.onErase = undefined; // There was nothing to erase on the disk.
  naive.erase(userId);
  if (kind === 'opt in') naive.optedOut.delete(userId);
}

function act({ kind, userId, channelId }: Deed, census: ErasingCensus, naive: NaiveCensus): void {
  if (kind === 'write') {
    census.write(userId);
    naive.write(userId);
  } else {
    census.speak(userId, channelId);
    naive.speak(userId, channelId);
  }
}

/** Counts people in a plain map, and erases a person by deleting them from it. */
class NaiveCensus {
  readonly #rows = new Map<string, Map<string, number>>();
  readonly #inVoice = new Map<string, { channelId: string; sinceMs: number }>();
  readonly optedOut = new Set<string>();
  nowMs = startMs;

  write(userId: string): void {
    if (!this.optedOut.has(userId)) this.#add(userId, 'msg', general, this.nowMs, 1);
  }

  speak(userId: string, channelId: string | null): void {
    this.#settle(userId);
    if (channelId === null || this.optedOut.has(userId)) this.#inVoice.delete(userId);
    else this.#inVoice.set(userId, { channelId, sinceMs: this.nowMs });
  }

  erase(userId: string): void {
    this.#settle(userId);
    this.#rows.delete(userId);
  }

  optOut(userId: string): void {
    this.speak(userId, null);
    this.erase(userId);
    this.optedOut.add(userId);
  }

  rows(): string[][] {
    for (const userId of this.#inVoice.keys()) this.#settle(userId);
    return inOrder(this.#rows.values());
  }

  #settle(userId: string): void {
    const session = this.#inVoice.get(userId);
    if (session === undefined) return;
    for (let fromMs = session.sinceMs; fromMs < this.nowMs; ) {
      const toMs = Math.min(this.nowMs, (hourOf(fromMs) + 1) * hourMs);
      this.#add(userId, 'voice', session.channelId, fromMs, toMs - fromMs);
      fromMs = toMs;
    }
    session.sinceMs = this.nowMs;
  }

  #add(userId: string, event: string, channelId: string, atMs: number, amount: number): void {
    const rows = this.#rows.get(userId) ?? new Map();
    const row = `${hourOf(atMs)} ${event} ${channelNumbers[channelId]}`;
    this.#rows.set(userId, rows.set(row, (rows.get(row) ?? 0) + amount));
  }
}
