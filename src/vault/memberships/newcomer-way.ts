import type { NewcomerStep } from '../../core/membership/newcomer.ts';

/**
 * What was counted of a person as a newcomer. The way is `going` until they leave: what they do after coming back is not
 * counted. `left` says that they left in their first days, `ended` that the way ended otherwise. When they joined is not in
 * it.
 */
export interface NewcomerWay {
  readonly state: (typeof states)[number];
  readonly hasPassed: boolean;
  readonly hasWritten: boolean;
}

/** The number of a state at rest is its place. */
const states = ['none', 'going', 'left', 'ended'] as const;

/** Of a person who joins. */
export const newWay: NewcomerWay = { state: 'going', hasPassed: false, hasWritten: false };

/** As a whole number from 0, which is that of a person who is not counted as a newcomer, to 15. */
export function packWay({ state, hasPassed, hasWritten }: NewcomerWay): number {
  return states.indexOf(state) * 4 + (hasWritten ? 2 : 0) + (hasPassed ? 1 : 0);
}

export function unpackWay(packed: number): NewcomerWay {
  const state = states[packed >> 2];
  if (state === undefined) throw new Error('the way of a newcomer has an unknown state');
  return { state, hasPassed: (packed & 1) !== 0, hasWritten: (packed & 2) !== 0 };
}

/** The steps that were counted. */
export function stepsOf({ state, hasPassed, hasWritten }: NewcomerWay): readonly NewcomerStep[] {
  if (state === 'none') return [];
  const steps: NewcomerStep[] = ['joined'];
  if (hasPassed) steps.push('passed');
  if (hasWritten) steps.push('wrote');
  if (state === 'left') steps.push('left');
  return steps;
}

/** The way with one more step; null where that was counted before, or nothing is counted any more. */
export function withStep(way: NewcomerWay, step: Exclude<NewcomerStep, 'joined'>): NewcomerWay | null {
  if (way.state !== 'going') return null;
  if (step === 'left') return { ...way, state: 'left' };
  if (step === 'passed') return way.hasPassed ? null : { ...way, hasPassed: true };
  return way.hasWritten ? null : { ...way, hasWritten: true };
}
