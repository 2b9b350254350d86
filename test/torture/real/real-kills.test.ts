import { expect, it } from 'vitest';
import { isFlawless, realKills } from './real-kills.ts';

it('bots that are killed at random moments have counted everything once', async () => {
  const figures = await realKills({ kills: 3, seed: 47 });
  expect(isFlawless(figures), JSON.stringify(figures, null, 2)).toBe(true);
  expect(figures.messagesCounted).toBe(figures.messagesSent);
  expect(figures.messagesSent).toBeGreaterThan(100);
}, 60_000);
