import type { Query } from '../../query/query.ts';
import { chartText } from '../charts/canvas/chart-text.ts';
import { fitted } from '../charts/canvas/text-width.ts';
import type { Words } from '../words.ts';
import { rangeSoFar } from './range-words.ts';

/** What a picture is about, as it begins its title: `October 2024`, or `#general, October 2024`. */
export function subject({ range, channel }: Pick<Query, 'range' | 'channel'>, askedAtMs: number, words: Words): string {
  const said = rangeSoFar(range, askedAtMs, words);
  return channel === null
    ? said
    : words.say('picture.ofChannel', { channel: pictureName(channel.name, words), range: said });
}

/** A channel's name as a picture can write it: `#general`. */
export function pictureName(name: string, words: Words): string {
  const shown = chartText(name);
  return shown === '' ? words.say('picture.aChannel') : `#${fitted(shown, widest, 16, 600)}`;
}

/** In px of a title. */
const widest = 160;
