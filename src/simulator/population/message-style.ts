import type { WorldEvent } from '../worlds/world-event.ts';
import { popularity } from './popular-channels.ts';
import { runningSums, type SeededRandom } from './seeded-random.ts';

/** What a message has besides its text. Most have nothing. */
export function messageStyle(random: SeededRandom): Partial<WorldEvent> {
  const style = styles[random.weighted(runningShares)];
  return style?.make(random) ?? {};
}

/** Shares of all messages. */
const styles: readonly { readonly share: number; readonly make: (random: SeededRandom) => Partial<WorldEvent> }[] = [
  { share: 0.06, make: (random) => ({ files: filesOf(random) }) },
  { share: 0.05, make: (random) => ({ text: `Look at this: ${linkOf(random)}` }) },
  { share: 0.02, make: (random) => ({ stickers: [pick(random, stickers)] }) },
  { share: 0.006, make: (random) => ({ speech: 1 + Math.floor(random.exponential(12)) }) },
  { share: 0.003, make: () => ({ poll: 'Shall we meet on Friday?' }) },
];
const plainShare = 1 - styles.reduce((sum, { share }) => sum + share, 0);
const runningShares = runningSums([...styles.map(({ share }) => share), plainShare]);

function filesOf(random: SeededRandom): readonly string[] {
  const files = Math.min(10, 1 + random.poisson(0.3));
  const contentType = pick(random, contentTypes);
  return Array.from({ length: files }, () => contentType);
}

function linkOf(random: SeededRandom): string {
  return `https://${pick(random, hosts)}/${Math.floor(random.between(1, 10_000))}`;
}

/** The first is the most likely. */
function pick(random: SeededRandom, all: readonly string[]): string {
  return all[random.weighted(popularity(all.length))] ?? '';
}

const contentTypes = ['image/png', 'image/jpeg', 'video/mp4', 'application/pdf', 'audio/mpeg', 'application/zip'];
const stickers = ['wave', 'party', 'nope', 'sleepy cat'];
const hosts = [
  'www.youtube.com',
  'github.com',
  'tenor.com',
  'en.wikipedia.org',
  'youtu.be',
  'gist.github.com',
  'store.steampowered.com',
  'example.org',
];
