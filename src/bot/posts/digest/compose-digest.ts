import { PermissionFlagsBits } from '@discordjs/core';
import type { HourRange } from '../../../core/time.ts';
import { viewOfReaders } from '../../../gateway/channel-view.ts';
import type { GuildCache } from '../../../gateway/guild-cache.ts';
import { has } from '../../../gateway/permissions.ts';
import { type EventDeps, eventsOf } from '../../../query/events/seen-events.ts';
import type { Query } from '../../../query/query.ts';
import { earlierRange } from '../../../query/usual/earlier-range.ts';
import type { DigestNumbers } from '../../../render/digests/digest-numbers.ts';
import { digestTexts } from '../../../render/digests/digest-texts.ts';
import { daysPicture } from '../../../render/pictures/days-picture.ts';
import type { Picture, PictureStyle } from '../../../render/pictures/picture.ts';
import { weekPicture } from '../../../render/pictures/week-picture.ts';
import type { Words } from '../../../render/words.ts';
import { drawn } from '../../answering/drawn.ts';
import { answerButtons, numbered } from '../../buttons/answer-buttons.ts';
import type { CommandServices } from '../../commands/command.ts';
import { wordsOfGuild } from '../../words-of-guild.ts';
import type { Announcement } from '../announcement.ts';
import type { PostPlace } from '../poster.ts';
import { digestMessage } from './digest-message.ts';
import type { AskedDigest } from './digests.ts';

export interface ComposeDeps extends Pick<CommandServices, 'guilds' | 'clock' | 'questions' | 'pictures'> {
  readonly store: CommandServices['store'] & EventDeps['store'];
  readonly guildCache: Pick<GuildCache, 'get'>;
  /** Lines about what was unusual in a range, for the readers of a channel. */
  readonly noticesIn?: (asked: Pick<Query, 'guildId' | 'range' | 'view'>, words: Words) => Promise<readonly string[]>;
}

/** A digest for the readers of a channel: it names no channel that one of them might not see. */
export async function composeDigest(
  { guildId, period, range }: AskedDigest,
  { channelId, permissions }: PostPlace,
  deps: ComposeDeps,
): Promise<readonly Announcement[]> {
  const words = await wordsOfGuild(guildId, deps);
  const view = viewOfReaders(await deps.guildCache.get(guildId), channelId);
  const asked = { guildId, range, channel: null, view } as const;
  const notices = (await deps.noticesIn?.(asked, words)) ?? [];
  const texts = digestTexts(await digestNumbers(asked, period, deps), notices, words);
  const canAttach = has(permissions, PermissionFlagsBits.AttachFiles);
  const picture = canAttach ? await drawn(await pictureOf(asked, period, deps), { guildId, words }, deps) : null;
  return [digestMessage(texts, picture, await buttonsOf(asked, words, deps))];
}

type Asked = Pick<Query, 'guildId' | 'range' | 'channel' | 'view'>;

async function digestNumbers(
  asked: Asked,
  period: AskedDigest['period'],
  { questions, clock }: ComposeDeps,
): Promise<DigestNumbers> {
  const before = earlierRange(asked.range, clock.now());
  const usual: DigestNumbers['usual'][number][] = [];
  if (period === 'daily') {
    for (const metric of ['people', 'messages', 'voiceSeconds'] as const) {
      usual.push(await questions.ask({ ...asked, about: 'usual', by: 'day', metric }));
    }
  }
  return {
    compared: await questions.ask({ ...asked, about: 'compare', by: 'total', with: before }),
    members: await questions.ask({ ...asked, about: 'change', by: 'total', metric: 'totalUsers' }),
    usual,
    channels: period === 'daily' ? null : await questions.ask({ ...asked, about: 'channelChanges', by: 'channel' }),
  };
}

/** The week over the eight before it, or the four weeks up to the day. */
async function pictureOf(
  asked: Asked,
  period: AskedDigest['period'],
  { questions, store }: ComposeDeps,
): Promise<(style: PictureStyle) => Picture> {
  const people = { ...asked, metric: 'people' } as const;
  const range = upTo(asked.range, period === 'daily' ? 28 : 63);
  const days = await questions.ask({ ...people, about: 'usual', by: 'day', range });
  if (period === 'daily') {
    const events = await eventsOf(asked, { store });
    return (style) => daysPicture(days, null, style, events);
  }
  const change = await questions.ask({ ...people, about: 'change', by: 'total' });
  return (style) => weekPicture(days, change, style);
}

function upTo({ to }: HourRange, days: number): HourRange {
  return { from: to - days * 24, to };
}

/** The period before, channels, hours and files. There is nothing after it yet. */
async function buttonsOf({ guildId, range }: Asked, words: Words, deps: ComposeDeps) {
  const use = { command: 'over', options: { what: 'people', by: 'day' } };
  const [row = []] = answerButtons(
    { use, view: null, channel: null, range, text: null },
    await numbered(guildId, deps),
    words,
  );
  const before = words.say(range.to - range.from === 24 ? 'digest.dayBefore' : 'digest.weekBefore');
  return row.flatMap((button) => {
    if (button.button === 'after') return [];
    return [button.button === 'before' ? { ...button, label: before } : button];
  });
}
