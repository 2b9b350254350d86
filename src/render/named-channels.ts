import type { Snowflake } from '../core/snowflake.ts';
import { escapeMarkdown } from './quote.ts';
import type { Words } from './words.ts';

const mostNamed = 20;

/** In characters, so that one line of names leaves room in a message for others. */
const longestNames = 600;

/**
 * Channels in running text: `#general, #lounge and 3 more`, and `channels you cannot see` if some are hidden.
 *
 * @param channels Those that are not hidden; at least one if none is.
 */
export function namedChannels(
  channels: readonly { readonly id: Snowflake; readonly name: string }[],
  hasHidden: boolean,
  words: Words,
): string {
  const named: string[] = [];
  let length = 0;
  for (const name of channels.slice(0, mostNamed).map(nameOf)) {
    length += name.length;
    if (named.length > 0 && length > longestNames) break;
    named.push(name);
  }
  const others = channels.length - named.length;
  const items = named.join(', ');
  const text = others > 0 ? words.say('list.andMore', { items, count: others }) : items;
  if (!hasHidden) return text;
  return named.length === 0 ? words.say('row.hidden') : words.list([text, words.say('row.hidden')]);
}

/** A thread's name is not kept. A mention by id shows the name to people who may see the thread. */
function nameOf({ id, name }: { readonly id: Snowflake; readonly name: string }): string {
  return name === '' ? `<#${id}>` : `#${escapeMarkdown(name)}`;
}
