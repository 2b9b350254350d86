import { dayMs } from '../core/time.ts';
import type { DeletedChannel } from '../store/month-store.ts';

/**
 * Whether a deleted channel loses its name and id in a month that is sealed: one that not everyone could see, one that was
 * there for a short time only, such as one made for a single matter, and one in which so few were active that its name says
 * who they were.
 */
export function losesName({ isPrivate, livedMs, people }: DeletedChannel): boolean {
  return isPrivate || livedMs < shortLivedMs || people < fewPeople;
}

const shortLivedMs = 30 * dayMs;
const fewPeople = 5;
