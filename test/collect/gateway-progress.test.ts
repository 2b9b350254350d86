import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayProgress } from '../../src/collect/gateway-progress.ts';

const session = { shardId: 0, shardCount: 1, sessionId: 'abc', resumeUrl: 'ws://127.0.0.1', intents: 0 };

describe('GatewayProgress', () => {
  it('is at the last dispatch that was handled', () => {
    const progress = new GatewayProgress(null);
    progress.begin(session, 0);
    for (const sequence of [1, 2, 3]) progress.handled(sequence);
    expect(progress.position).toEqual({ ...session, sequence: 3, countedAbove: [] });
  });

  it('stays below waiting dispatches, and lists those counted above', () => {
    const progress = new GatewayProgress(null);
    progress.begin(session, 0);
    progress.handled(1);
    progress.hold(2);
    for (const sequence of [2, 3, 4]) progress.handled(sequence);
    expect(progress.position).toEqual({ ...session, sequence: 1, countedAbove: [3, 4] });
    progress.release(2);
    expect(progress.position).toEqual({ ...session, sequence: 4, countedAbove: [] });
  });

  it.each([
    ['replaced', () => {}],
    ['ended', (progress: GatewayProgress) => progress.end()],
  ])('stays below a waiting dispatch if the same number of a session that was %s is counted', (_how, leave) => {
    const progress = new GatewayProgress(null);
    progress.begin(session, 0);
    progress.hold(2);
    progress.handled(2);
    leave(progress);
    progress.begin({ ...session, sessionId: 'def' }, 0);
    progress.hold(2);
    progress.handled(2);
    progress.release(2);
    expect(progress.position).toMatchObject({ sessionId: 'def', sequence: 1 });
    progress.release(2);
    expect(progress.position).toMatchObject({ sessionId: 'def', sequence: 2 });
  });

  it('waits for every event of a dispatch that brought several', () => {
    const progress = new GatewayProgress(null);
    progress.begin(session, 0);
    progress.hold(1);
    progress.hold(1);
    progress.handled(1);
    progress.release(1);
    expect(progress.position?.sequence).toBe(0);
    progress.release(1);
    expect(progress.position?.sequence).toBe(1);
  });

  it('does not wait for dispatches that a replay leaves out', () => {
    const progress = new GatewayProgress({ ...session, sequence: 1, countedAbove: [3, 4] });
    expect(progress.isCounted(2)).toBe(false);
    progress.handled(5);
    expect(progress.position?.sequence).toBe(1);
    progress.replayed();
    expect(progress.position).toMatchObject({ sequence: 5, countedAbove: [] });
  });

  it('counts each dispatch exactly once, whenever the process is killed and whichever dispatches wait', () => {
    const steps = fc.array(fc.constantFrom('count', 'wait', 'drain', 'crash'), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (run) => {
        const counted = new Map<number, number>();
        let [progress, next, waiting] = [new GatewayProgress(null), 1, [] as number[]];
        progress.begin(session, 0);
        const count = (sequence: number) => counted.set(sequence, (counted.get(sequence) ?? 0) + 1);
        for (const step of [...run, 'drain']) {
          if (step === 'drain') {
            for (const sequence of waiting.splice(0)) {
              count(sequence);
              progress.release(sequence);
            }
          } else if (step === 'crash') {
            // The position is committed with what was counted. The replay repeats what waited.
            progress = new GatewayProgress(progress.position);
            waiting = [];
            next = (progress.position?.sequence ?? 0) + 1;
          } else {
            const sequence = next++;
            if (progress.isCounted(sequence)) continue;
            if (step === 'wait') {
              waiting.push(sequence);
              progress.hold(sequence);
            } else {
              count(sequence);
            }
            progress.handled(sequence);
          }
        }
        const upTo = progress.position?.sequence ?? 0;
        expect([...counted.values()].every((times) => times === 1)).toBe(true);
        for (let sequence = 1; sequence <= upTo; sequence++) expect(counted.get(sequence)).toBe(1);
      }),
    );
  });
});
