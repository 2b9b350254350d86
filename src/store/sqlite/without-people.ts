import type { PeopleAtRest } from '../people-at-rest.ts';

/** Stands in for the people of a lane in a program that only reads or imports counters. */
export const withoutPeople: PeopleAtRest = {
  read: refuse,
  add: refuse,
  erase: refuse,
  forgetErasures: refuse,
  forget: refuse,
  close: () => Promise.resolve(),
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('the store was opened without the people of its lanes'));
}
