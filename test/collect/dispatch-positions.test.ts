import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DispatchPositions } from '../../src/collect/dispatch-positions.ts';

const session = { shardId: 0, shardCount: 1, sessionId: 'abc', resumeUrl: 'ws://127.0.0.1', intents: 0 };
const mark = (sequence: number) => ({ shardId: 0, sequence });

describe('DispatchPositions', () => {
  it('is at the last dispatch that was dealt with', () => {
    const positions = new DispatchPositions([]);
    positions.begin(session, 0);
    for (const sequence of [1, 2, 3]) positions.handled(mark(sequence));
    expect(positions.snapshot()).toEqual([{ ...session, sequence: 3, countedAbove: [] }]);
  });

  it('stays below what waits, and names what is counted above it', () => {
    const positions = new DispatchPositions([]);
    positions.begin(session, 0);
    positions.handled(mark(1));
    positions.hold(mark(2));
    for (const sequence of [2, 3, 4]) positions.handled(mark(sequence));
    expect(positions.snapshot()).toEqual([{ ...session, sequence: 1, countedAbove: [3, 4] }]);
    positions.release(mark(2));
    expect(positions.snapshot()).toEqual([{ ...session, sequence: 4, countedAbove: [] }]);
  });

  it('waits for every event of a dispatch that brought several', () => {
    const positions = new DispatchPositions([]);
    positions.begin(session, 0);
    positions.hold(mark(1));
    positions.hold(mark(1));
    positions.handled(mark(1));
    positions.release(mark(1));
    expect(positions.of(0)?.sequence).toBe(0);
    positions.release(mark(1));
    expect(positions.of(0)?.sequence).toBe(1);
  });

  it('does not wait for ever for what a replay leaves out', () => {
    const positions = new DispatchPositions([{ ...session, sequence: 1, countedAbove: [3, 4] }]);
    expect(positions.isCounted(mark(2))).toBe(false);
    positions.handled(mark(5));
    expect(positions.of(0)?.sequence).toBe(1);
    positions.replayed(0);
    expect(positions.of(0)).toMatchObject({ sequence: 5, countedAbove: [] });
  });

  it('counts each dispatch exactly once, whenever the process dies and whatever waits', () => {
    const steps = fc.array(fc.constantFrom('count', 'wait', 'drain', 'crash'), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (run) => {
        const counted = new Map<number, number>();
        let [positions, next, waiting] = [new DispatchPositions([]), 1, [] as number[]];
        positions.begin(session, 0);
        const count = (sequence: number) => counted.set(sequence, (counted.get(sequence) ?? 0) + 1);
        for (const step of [...run, 'drain']) {
          if (step === 'drain') {
            for (const sequence of waiting.splice(0)) {
              count(sequence);
              positions.release(mark(sequence));
            }
          } else if (step === 'crash') {
            // What was counted is committed with the position; what waited is not, and comes again.
            positions = new DispatchPositions(positions.snapshot());
            waiting = [];
            next = (positions.of(0)?.sequence ?? 0) + 1;
          } else {
            const sequence = next++;
            if (positions.isCounted(mark(sequence))) continue;
            if (step === 'wait') {
              waiting.push(sequence);
              positions.hold(mark(sequence));
            } else {
              count(sequence);
            }
            positions.handled(mark(sequence));
          }
        }
        const upTo = positions.of(0)?.sequence ?? 0;
        expect([...counted.values()].every((times) => times === 1)).toBe(true);
        for (let sequence = 1; sequence <= upTo; sequence++) expect(counted.get(sequence)).toBe(1);
      }),
    );
  });
});
