import { monthOfHour } from '../../core/time.ts';
import type { AppKind } from '../../core/visit.ts';
import type { Result } from '../../query/query.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { unknown } from '../values.ts';
import type { Words } from '../words.ts';

/** The number of apps that wrote in a month, counted apart from members, as the field of an embed. */
export function appsField({ query, rows }: Result<AppKind>, words: Words): Record<string, string> {
  const values = rows[0]?.values as Readonly<Record<AppKind, Value>>;
  const { bot, webhook } = values;
  const text = isNotKnown(bot)
    ? words.say('active.unknownBecause', { mark: unknown, why: words.say(`why.${bot.notKnown}`) })
    : words.say('active.apps', { bots: Number(bot), webhooks: Number(webhook) });
  return { [words.say('active.appsIn', { month: words.month(monthOfHour(query.range.from)) })]: text };
}
