import type { NewcomerStep } from '../../core/membership/newcomer.ts';

/**
 * The steps of a newcomer that were counted. The state is `going` until the person leaves; steps after a return are not
 * counted. `left` means that they left in their first days, `ended` that they left or joined again later. The time of
 * joining is not part of it.
 */
export interface NewcomerWay {
  readonly state: (typeof states)[number];
  readonly hasPassed: boolean;
  readonly hasWritten: boolean;
}

/** A state is stored as its index in this list. */
const states = ['none', 'going', 'left', 'ended'] as const;

/** The way of a person who joins. */
export const newWay: NewcomerWay = { state: 'going', hasPassed: false, hasWritten: false };

/** Packs a way into a whole number from 0 to 15; 0 is the way of a person who is not a newcomer. */
export function packWay({ state, hasPassed, hasWritten }: NewcomerWay): number {
  return states.indexOf(state) * 4 + (hasWritten ? 2 : 0) + (hasPassed ? 1 : 0);
}

export function unpackWay(packed: number): NewcomerWay {
  const state = states[packed >> 2];
  if (state === undefined) throw new Error('a newcomer has an unknown state');
  return { state, hasPassed: (packed & 1) !== 0, hasWritten: (packed & 2) !== 0 };
}

/** The steps that were counted, in order. */
export function stepsOf({ state, hasPassed, hasWritten }: NewcomerWay): readonly NewcomerStep[] {
  if (state === 'none') return [];
  const steps: NewcomerStep[] = ['joined'];
  if (hasPassed) steps.push('passed');
  if (hasWritten) steps.push('wrote');
  if (state === 'left') steps.push('left');
  return steps;
}

/** The way with one more step; null if that step was counted before, or the way has ended. */
export function withStep(way: NewcomerWay, step: Exclude<NewcomerStep, 'joined'>): NewcomerWay | null {
  if (way.state !== 'going') return null;
  if (step === 'left') return { ...way, state: 'left' };
  if (step === 'passed') return way.hasPassed ? null : { ...way, hasPassed: true };
  return way.hasWritten ? null : { ...way, hasWritten: true };
}
