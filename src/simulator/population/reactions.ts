import type { Snowflake } from '../../core/snowflake.ts';
import { popularity } from './popular-channels.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Who reacts to a message, with what, and how much later. */
export interface PlannedReaction {
  readonly user: Snowflake;
  readonly emoji: string;
  readonly delayMs: number;
}

/** How people react to a message, if they do; `pickUser` gives one of those who read it. */
export function reactionsTo(random: SeededRandom, pickUser: () => Snowflake): readonly PlannedReaction[] {
  if (!random.happens(withReactions)) return [];
  const first = emojiOf(random);
  return Array.from({ length: 1 + random.poisson(furtherReactions) }, (_, index) => ({
    user: pickUser(),
    emoji: index > 0 && random.happens(joiningIn) ? first : emojiOf(random),
    delayMs: Math.floor(random.exponential(averageDelayMs)),
  }));
}

const withReactions = 0.18;
const furtherReactions = 0.8;
/** Of further reactions, the share that repeats the first. */
const joiningIn = 0.6;
const averageDelayMs = 120_000;

function emojiOf(random: SeededRandom): string {
  return emoji[random.weighted(popularities)] ?? '';
}

/** Some are of several characters, and some are the guild's own. */
const emoji = [
  ...['👍', '❤️', '😂', '🎉', ':blobwave:', '👀', '😮', '🔥', '🙏', '👍🏽', ':kitchen:', '😢', '✅', '🤔', '💯', '🏳️‍🌈'],
  ...['👋', '🥳', ':nope:', '🍕', '👎', '🐈', '☕', '🇩🇪', '👩‍🍳'],
];
const popularities = popularity(emoji.length);
