import { afterEach, describe, expect, it } from 'vitest';
import { CorruptColumns, StoreUnavailable } from '../../../src/core/errors.ts';
import { monthOf } from '../../../src/core/time.ts';
import { RuntimeMetrics } from '../../../src/web/metrics/runtime-metrics.ts';
import { guildId, lobby } from '../../cast.ts';
import { aCollection, arnold, jennifer } from '../../collect/collection-fixture.ts';

const startMs = Date.UTC(2026, 2, 9, 12);

describe('the work done', () => {
  let stop = async () => {};
  afterEach(() => stop());

  /** A lane that counts, and a disk that can refuse. */
  async function counting() {
    const elapsed = { ms: 0 };
    const disk = { refuses: false };
    const failures: unknown[] = [];
    const runtimeMetrics = new RuntimeMetrics({
      now: () => startMs,
      elapsedMs: () => elapsed.ms,
      onFailure: (error) => failures.push(error),
    });
    const beforeCommit = () => {
      if (disk.refuses) throw new StoreUnavailable('full');
    };
    const census = await aCollection({
      startMs,
      beforeCommit,
      onCommitted: runtimeMetrics.commitsOf(0),
    });
    stop = () => {
      disk.refuses = false;
      return census.stop();
    };
    census.see();
    return { census, elapsed, disk, failures, runtimeMetrics };
  }

  it('is what was committed, not what is still in memory', async () => {
    const { census, runtimeMetrics } = await counting();
    census.write(jennifer);
    census.write(arnold);
    census.speak(jennifer, lobby);
    await runtimeMetrics.settled;
    expect(runtimeMetrics.totals(guildId)).toEqual({ messages: 0, voiceMs: 0, joins: 0, parts: 0 });
    await census.clock.setTo(startMs + 2_500);
    await census.flusher.flush();
    await runtimeMetrics.settled;
    expect(runtimeMetrics.totals(guildId)).toEqual({ messages: 2, voiceMs: 2_500, joins: 0, parts: 0 });
  });

  it('counts a batch once that the disk refused at first, and knows since when nothing was written', async () => {
    const { census, disk, elapsed, runtimeMetrics } = await counting();
    await census.flusher.flush();
    census.write(jennifer);
    disk.refuses = true;
    elapsed.ms += 1_000;
    await expect(census.flusher.flush()).rejects.toThrow('full');
    elapsed.ms += 1_000;
    await expect(census.flusher.flush()).rejects.toThrow('full');
    expect(runtimeMetrics.sinceCommitMs).toBe(2_000);
    disk.refuses = false;
    await census.flusher.flush();
    await runtimeMetrics.settled;
    expect(runtimeMetrics.totals(guildId).messages).toBe(1);
    expect(runtimeMetrics.sinceCommitMs).toBe(0);
  });

  it('shows the lane that has not committed for longest, even if it never did', async () => {
    const { elapsed, runtimeMetrics } = await counting();
    const batch = { deltas: [], gaps: [] };
    const [first, second] = [runtimeMetrics.commitsOf(0), runtimeMetrics.commitsOf(1)];
    elapsed.ms += 1_000;
    first(batch, 1);
    elapsed.ms += 500;
    expect(runtimeMetrics.sinceCommitMs).toBe(1_500);
    second(batch, 1);
    expect(runtimeMetrics.sinceCommitMs).toBe(500);
  });

  it('reports a batch that cannot be added up, and continues with the next', async () => {
    const { census, failures, runtimeMetrics } = await counting();
    const unreadable = { guildId, month: monthOf(startMs), hours: { from: 0, to: 1 }, columns: new Uint8Array([255]) };
    runtimeMetrics.commitsOf(0)({ deltas: [unreadable], gaps: [] }, 1);
    await runtimeMetrics.settled;
    expect(failures).toEqual([expect.any(CorruptColumns)]);
    census.write(jennifer);
    await census.flusher.flush();
    await runtimeMetrics.settled;
    expect(runtimeMetrics.totals(guildId).messages).toBe(1);
  });

  it('removes unknown guilds', async () => {
    const { census, runtimeMetrics } = await counting();
    census.write(jennifer);
    await census.flusher.flush();
    await runtimeMetrics.settled;
    runtimeMetrics.retain(new Set([guildId]));
    expect(runtimeMetrics.totals(guildId).messages).toBe(1);
    runtimeMetrics.retain(new Set());
    expect(runtimeMetrics.totals(guildId).messages).toBe(0);
  });
});
