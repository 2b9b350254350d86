import type { Snowflake } from '../core/snowflake.ts';
import { plain } from './echo.ts';

const mostNamed = 20;

/** Channels in running text: `#general, #lounge and 3 more`. */
export function namedChannels(channels: readonly { readonly id: Snowflake; readonly name: string }[]): string {
  const named = channels.slice(0, mostNamed).map(nameOf);
  const others = channels.length - named.length;
  return `${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** A thread's name is not kept; mentioned by its id, Discord shows it to those who may see it. */
function nameOf({ id, name }: { readonly id: Snowflake; readonly name: string }): string {
  return name === '' ? `<#${id}>` : `#${plain(name)}`;
}
