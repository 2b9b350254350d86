import { dayMs } from '../core/time.ts';
import type { DeletedChannel } from '../store/month-store.ts';

/**
 * Whether a deleted channel loses its name and id when the month is sealed. That is so for a private channel, for one that
 * existed only for a short time (it may have been made for a single matter), and for one with so few active people that
 * its name could reveal them.
 */
export function losesName({ isPrivate, livedMs, people }: DeletedChannel): boolean {
  return isPrivate || livedMs < shortLivedMs || people < fewPeople;
}

const shortLivedMs = 30 * dayMs;
const fewPeople = 5;
