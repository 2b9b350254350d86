import type { Snowflake } from '../../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../../core/time.ts';
import { cardEmbed } from '../../../render/embeds/card-embed.ts';
import { Mistake } from '../../../render/mistake.ts';
import { cardPicture } from '../../../render/pictures/card-picture.ts';
import type { PictureStyle } from '../../../render/pictures/picture.ts';
import { askedMonth } from '../../input/asked-month.ts';
import { askedRange } from '../asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from '../command.ts';
import { pictured } from '../pictured.ts';
import { monthOption, monthText, suggestMonth } from './month-option.ts';

/** `.card June 2018`: a picture of a month that may be passed on. */
export const card = {
  name: 'card',
  summary: 'command.card.summary',
  details: 'command.card.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.card.usage', examples: 'command.card.examples', parse: monthText },
  slash: { options: [monthOption], isEphemeral: false },
  answersWith: () => 'embed',
  run,
  suggest: suggestMonth,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, words } = request;
  const text = options.get('month');
  const month = text === undefined ? await lastSealed(guildId, services) : askedMonth(text, services.clock.now());
  if (text !== undefined) await askedRange(text, guildId, services);
  await services.collector.flush();
  const asked = { guildId, range: hoursOfMonth(month), channel: null, view, by: 'total' } as const;
  const made = await services.questions.ask({ ...asked, about: 'card' });
  if (!made.facts.isSealed) throw new Mistake('card.open', { month: (spoken) => spoken.month(month) });
  const picture = (style: PictureStyle) => cardPicture(made, style);
  return [await pictured({ lines: [], embed: cardEmbed(made, words), picture, buttons: [] }, request, services)];
}

/** @throws {Mistake} if no month is sealed. */
async function lastSealed(guildId: Snowflake, { store }: Pick<CommandServices, 'store'>): Promise<Month> {
  const [kept, pruned] = await Promise.all([store.months(guildId), store.prunedMonths(guildId)]);
  const sealed = [...kept.filter(({ isSealed }) => isSealed), ...pruned].map(({ month }) => month);
  if (sealed.length === 0) throw new Mistake('card.none');
  return Math.max(...sealed);
}
