import fc from 'fast-check';
import { type World, worlds } from '../a-world.ts';

/** Worlds of which half have been counted for long, so that there is a time before. */
export const longWorlds: fc.Arbitrary<World> = fc.tuple(worlds, fc.boolean()).map(([world, isLong]) => {
  return isLong ? { ...world, firstConnectedMs: 0 } : world;
});
