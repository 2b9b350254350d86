import type { Snowflake } from '../../core/snowflake.ts';
import { popularity } from './popular-channels.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A user who reacts to a message, with an emoji, after a delay. */
export interface PlannedReaction {
  readonly user: Snowflake;
  readonly emoji: string;
  readonly delayMs: number;
}

/** The reactions to a message, if any. `pickUser` returns one of its readers. */
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
/** The share of further reactions that repeat the first. */
const joiningIn = 0.6;
const averageDelayMs = 120_000;

function emojiOf(random: SeededRandom): string {
  return emoji[random.weighted(popularities)] ?? '';
}

/** Some have several characters, and some are the guild's own. */
const emoji = [
  ...['👍', '❤️', '😂', '🎉', ':blobwave:', '👀', '😮', '🔥', '🙏', '👍🏽', ':kitchen:', '😢', '✅', '🤔', '💯', '🏳️‍🌈'],
  ...['👋', '🥳', ':nope:', '🍕', '👎', '🐈', '☕', '🇩🇪', '👩‍🍳'],
];
const popularities = popularity(emoji.length);
