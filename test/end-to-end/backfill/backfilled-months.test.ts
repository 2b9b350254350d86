import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { aPast, type PastOptions } from './a-past.ts';
import { naivePast } from './naive-past.ts';
import { monthsSeen } from './what-was-counted.ts';

const fromMs = Date.UTC(2020, 2, 10);

async function past(options: PastOptions) {
  const staged = await aPast(options);
  onTestFinished(() => staged.close());
  return staged;
}

it('past months have what a bot counted that was there', { timeout: 120_000 }, async () => {
  const { bot, live, clock, world, guild, server, backfill } = await past({
    ...{ seed: 5, fromMs, days: 40, channels: 5, people: 12, messagesPerDay: 20 },
  });
  const witness = await bot();
  await live(witness.app);
  await clock.setTo(Date.UTC(2020, 4, 2));
  await witness.app.settled(server.lastSequence());
  await witness.app.stop();
  const late = await bot();
  await late.app.stop();

  const { code, printed, errors } = await backfill(late.data, '--months', '3');
  expect(errors).toEqual([]);
  expect(code).toBe(0);
  expect(printed).toMatchObject({
    0: 'Kitchen:',
    1: expect.stringMatching(/^April 2020: \d+ messages, 10 members, 4 channels$/),
    2: expect.stringMatching(/^March 2020: \d+ messages, 10 members, 4 channels$/),
    3: 'February 2020: nothing to count',
    4: 'Not read, because Census lacks Read Message History there: #room-4.',
    5: expect.stringMatching(/^These months have messages only: no voice, no joins and leaves/),
  });
  const seen = await monthsSeen(witness.data, guild.id, [world.unreadable]);
  const read = await monthsSeen(late.data, guild.id, [world.unreadable]);
  expect(read.map(({ messages }) => messages)).toEqual(seen.map(({ messages }) => messages));
  expect(read).toEqual(seen);
  expect(read.flatMap(({ totals }) => totals).join()).toMatch(/thread/);
  expect(read.flatMap(({ totals }) => totals).join()).toMatch(/reply_delay/);
});

it('any past is counted as one would count it by hand', { timeout: 120_000 }, async () => {
  const sizes = {
    seed: fc.nat(),
    days: fc.integer({ min: 1, max: 100 }),
    channels: fc.integer({ min: 3, max: 6 }),
    people: fc.integer({ min: 2, max: 20 }),
    messagesPerDay: fc.constantFrom(0, 1, 5, 30),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(sizes), async (size) => {
      const staged = await aPast({ ...size, fromMs });
      try {
        await staged.live();
        await staged.clock.setTo(Date.UTC(2020, 7, 2));
        const { app, data } = await staged.bot();
        await app.stop();
        await staged.backfill(data, '--months', '6');
        const read = await monthsSeen(data, staged.guild.id, []);
        expect(read.map(({ totals: _totals, ...month }) => month)).toEqual(naivePast(staged.world));
      } finally {
        await staged.close();
      }
    }),
    { numRuns: 5 },
  );
});

it('a second reading changes nothing, and says so', { timeout: 60_000 }, async () => {
  const { bot, live, clock, guild, backfill } = await past({
    ...{ seed: 6, fromMs, days: 60, channels: 4, people: 5, messagesPerDay: 5 },
  });
  await live();
  await clock.setTo(Date.UTC(2020, 5, 2));
  const { app, data } = await bot();
  await app.stop();
  await backfill(data, '--months', '2');
  const before = await monthsSeen(data, guild.id, []);
  const { code, printed } = await backfill(data, '--months', '3');
  expect(printed.slice(1, 4)).toEqual([
    'May 2020: left as it is, Census has something of it already',
    'April 2020: left as it is, Census has something of it already',
    expect.stringMatching(/^March 2020: \d+ messages/),
  ]);
  expect(code).toBe(0);
  expect((await monthsSeen(data, guild.id, [])).slice(1)).toEqual(before);
});
