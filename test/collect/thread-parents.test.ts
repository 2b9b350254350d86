import { expect, it } from 'vitest';
import { mostRecent, ThreadParents } from '../../src/collect/thread-parents.ts';

const guildId = '310000000000000001';
const general = '510000000000000001';
const thread = (index: number) => String(1_500_000_000_000_000_000n + BigInt(index));

it('300,000 threads take some megabytes, and of more the latest used are kept', () => {
  const threads = new ThreadParents();
  const bytesBefore = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 300_000; index += 1) threads.add(guildId, thread(index), general);
  // Outgrown tables that are not garbage-collected yet take as much again.
  expect(process.memoryUsage().arrayBuffers - bytesBefore).toBeLessThan(40_000_000);
  expect(threads.get(guildId, thread(0))).toBe(general);
  for (let index = 300_000; index < 300_000 + mostRecent; index += 1) threads.add(guildId, thread(index), general);
  expect(threads.get(guildId, thread(0))).toBe(general);
  expect(threads.get(guildId, thread(1))).toBeUndefined();
  expect(threads.get(guildId, thread(299_999 + mostRecent))).toBe(general);
});

it('a thread is known in its own guild only, and not after it is deleted', () => {
  const threads = new ThreadParents();
  expect([threads.add(guildId, thread(1), general), threads.add(guildId, thread(1), general)]).toEqual([true, false]);
  expect(threads.get('310000000000000002', thread(1))).toBeUndefined();
  threads.delete(thread(1));
  expect(threads.get(guildId, thread(1))).toBeUndefined();
  expect(threads.parentsOf(guildId)).toEqual([general]);
});
