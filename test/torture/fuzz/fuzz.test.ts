import { expect, it } from 'vitest';
import { fuzz, isUnimpressed } from './fuzz.ts';

it('a bot survives what Discord would never send, and counts what is real, also if all of it is repeated', async () => {
  const figures = await fuzz({ seed: 11, every: 8 });
  expect(isUnimpressed(figures), JSON.stringify(figures)).toBe(true);
  expect(figures.sessions).toBe(1);
  expect(figures.cases).toBeGreaterThan(300);
}, 60_000);
