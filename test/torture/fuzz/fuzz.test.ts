import { expect, it } from 'vitest';
import { fuzz, isUnimpressed } from './fuzz.ts';

it('a bot lives through what Discord would never send, and counts what is real, also when all of it comes again', async () => {
  const figures = await fuzz({ seed: 11, every: 8 });
  expect(isUnimpressed(figures), JSON.stringify(figures)).toBe(true);
  expect(figures.sessions).toBe(1);
  expect(figures.cases).toBeGreaterThan(300);
}, 60_000);
