import type { BackfillProgress, MonthOutcome } from '../core/backfill/backfill-progress.ts';
import type { Channel } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { namedChannels } from './named-channels.ts';
import type { Words } from './words.ts';

/**
 * The lines of `/status` about past months that are read from the histories of channels.
 *
 * @param isShown Whether a channel may be named.
 */
export function backfillNotes(
  progress: BackfillProgress,
  channels: readonly Pick<Channel, 'id' | 'name'>[],
  isShown: (id: Snowflake) => boolean,
  words: Words,
): readonly string[] {
  const { unreadableChannelIds: unreadable, ofPeopleWhoLeft, done } = progress;
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  const shown = unreadable.filter(isShown).map((id) => ({ id, name: names.get(id) ?? '' }));
  const named = namedChannels(shown, shown.length < unreadable.length, words);
  return [
    stateNote(progress, words),
    ...leftNote('known', done, words),
    ...leftNote('unwanted', done, words),
    ...(unreadable.length > 0 ? [words.say('status.backfill.unreadable', { channels: named })] : []),
    ...(ofPeopleWhoLeft > 0 ? [words.say('status.backfill.left', { count: ofPeopleWhoLeft })] : []),
  ];
}

function stateNote({ state, from, to, current, done }: BackfillProgress, words: Words): string {
  const read = done.filter(({ outcome }) => outcome === 'read');
  const count = read.length;
  if (state === 'ended') {
    const messages = read.reduce((sum, month) => sum + month.messages, 0);
    return words.say('status.backfill.ended', { count, months: monthsOf(read, words), messages });
  }
  const counts = { done: done.length, all: to - from + 1 };
  if (state === 'waiting') return words.say('status.backfill.waiting', counts);
  if (current === null) return words.say('status.backfill.begun', counts);
  const { month, placesDone, places } = current;
  return words.say('status.backfill.running', { ...counts, month: words.month(month), placesDone, places });
}

function leftNote(why: 'known' | 'unwanted', done: readonly MonthOutcome[], words: Words): readonly string[] {
  const left = done.filter(({ outcome }) => outcome === why);
  if (left.length === 0) return [];
  const key = why === 'known' ? 'status.backfill.known' : 'status.backfill.notWanted';
  return [words.say(key, { count: left.length, months: monthsOf(left, words) })];
}

/** `none`, `March 2018`, or `March to May 2018` for the first and the last. */
function monthsOf(done: readonly MonthOutcome[], words: Words): string {
  return done.length === 0 ? '' : words.monthSpan(done.map(({ month }) => month).toReversed());
}
