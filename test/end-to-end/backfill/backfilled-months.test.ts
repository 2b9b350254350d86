import { expect, it } from 'vitest';
import { aPast } from './a-past.ts';
import { monthsSeen } from './what-was-counted.ts';

const marchMs = Date.UTC(2020, 2, 1);
const small = { seed: 5, fromMs: marchMs, days: 61, channels: 5, people: 12, messagesPerDay: 20 };

it('counts past months as a bot would have that was there', { timeout: 120_000 }, async () => {
  const past = await aPast(small);
  const { clock, world, guild } = past;
  const witness = await past.bot();
  console.error('live', Date.now() % 1e6);
  await past.live(witness.app);
  console.error('lived', Date.now() % 1e6);
  await clock.setTo(Date.UTC(2020, 4, 5));
  await witness.app.settled(past.server.lastSequence());
  await witness.app.stop();
  const late = await past.bot();
  await late.app.stop();

  const { code, printed, errors } = await past.backfill(late.data, '--months', '12');
  expect(errors).toEqual([]);
  expect(code).toBe(0);
  const [seen, read] = await Promise.all(
    [witness, late].map(({ data }) => monthsSeen(data, guild.id, [world.unreadable])),
  );
  expect(seen?.map(({ messages }) => messages)).toSatisfy((sums: number[]) => sums.length === 2 && sums.every((sum) => sum > 200));
  expect(read?.map(({ messages }) => messages)).toEqual(seen?.map(({ messages }) => messages));
  expect(read).toEqual(seen);
});
