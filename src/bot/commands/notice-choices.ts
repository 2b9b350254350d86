import { type GuildSettings, type NoticeKind, noticeKinds } from '../../core/guild-settings.ts';
import type { Words } from '../../render/words.ts';

/** What `/settings notices:` takes: all or one kind of notices, on or off. */
export const noticeChoices: readonly string[] = ['on', 'off'].flatMap((state) => {
  return ['all', ...noticeKinds].map((kind) => `${kind} ${state}`);
});

/**
 * The settings with some notices switched on or off; with `isReversed` the other way round. The same object if nothing
 * changes, or if the choice is none of {@link noticeChoices}.
 */
export function withNoticeChoice(
  settings: GuildSettings,
  given: string | undefined,
  isReversed: boolean,
): GuildSettings {
  if (given === undefined || !noticeChoices.includes(given)) return settings;
  const [named, state] = given.split(' ');
  const chosen = noticeKinds.filter((kind) => named === 'all' || kind === named);
  const isOff = (state === 'off') !== isReversed;
  const { noticesOff } = settings;
  const changed = noticeKinds.filter((kind) => (chosen.includes(kind) ? isOff : noticesOff.includes(kind)));
  return changed.length === noticesOff.length && changed.every((kind) => noticesOff.includes(kind))
    ? settings
    : { ...settings, noticesOff: changed };
}

/** The notices that are posted: `all`, `none`, or `all but voice and joins`. */
export function noticesText(off: readonly NoticeKind[], words: Words): string {
  if (off.length === 0) return words.say('settings.notices.all');
  if (off.length === noticeKinds.length) return words.say('settings.notices.none');
  const kinds = noticeKinds.filter((kind) => off.includes(kind)).map((kind) => words.say(`settings.notices.${kind}`));
  return words.say('settings.notices.allBut', { kinds: words.list(kinds) });
}
