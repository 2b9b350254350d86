import { dayMs, type HourRange, hourMs } from '../../../core/time.ts';
import type { MessageKey, Words } from '../../../render/words.ts';
import type { MissedPost, Post, PostKind } from '../../../store/post-store.ts';

/** Which posts of Census are missing, and why, the latest first. */
export function missedPostLines(posts: readonly Post[], nowMs: number, words: Words): readonly string[] {
  return posts
    .flatMap(({ kind, missed }) => missed.map((post) => ({ kind, post })))
    .filter(({ post }) => post.to * hourMs > nowMs - toldForMs)
    .sort((a, b) => b.post.to - a.post.to)
    .slice(0, mostTold)
    .map(({ kind, post }) => lineOf(kind, post, words));
}

/** After a month and a half nobody asks for a post any more. */
const toldForMs = 45 * dayMs;

const mostTold = 5;

function lineOf(kind: PostKind, { why, ...range }: MissedPost, words: Words): string {
  return words.say(`status.missed.${why}`, { post: words.say(nameOf(kind), { days: daysOf(range, words) }) });
}

function nameOf(kind: PostKind): MessageKey {
  if (kind === 'month') return 'status.post.month';
  return kind === 'digest' ? 'status.post.digest' : 'status.post.notice';
}

function daysOf({ from, to }: HourRange, words: Words): string {
  return words.days({ from: Math.min(from, to - 1), to });
}
