import { expect, it } from 'vitest';
import { killedBackfill } from './killed-backfill.ts';

it('a reading of the past that is killed counts each message once, and leaves no id on the disk', async () => {
  const fromMs = Date.UTC(2020, 2, 10);
  const size = { days: 50, channels: 6, people: 15, messagesPerDay: 60 };
  const figures = await killedBackfill({
    seed: 3,
    fromMs,
    ...size,
    requestsPerSecond: 8,
    kills: 3,
    pagesUntilKill: 40,
  });
  expect(figures).toMatchObject({ kills: 3, months: 2 });
  expect(figures.messages).toBeGreaterThan(500);
}, 120_000);
