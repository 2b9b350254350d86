import { hourOf } from '../../../core/time.ts';
import { Mistake } from '../../../render/mistake.ts';
import { escapeMarkdown } from '../../../render/quote.ts';
import { eventNamed } from '../../input/event-named.ts';
import { eventTime } from './event-line.ts';
import type { RunSubcommand } from './run-subcommand.ts';

/** `/event remove`. One that Discord still has would come again with the next start. */
export const removeEvent: RunSubcommand = async ({ guildId, options, words }, services, events) => {
  const nowMs = services.clock.now();
  const removed = eventNamed(options.get('name') ?? '', events, nowMs);
  const isTakenOver = services.guilds.settings(guildId).scheduledEvents === 'on';
  if (removed.discordId !== null && removed.to > hourOf(nowMs) && isTakenOver) throw new Mistake('event.ofDiscord');
  await services.events.changeEvents(guildId, (known) => known.filter(({ id }) => id !== removed.id));
  const said = { name: escapeMarkdown(removed.name), time: eventTime(removed, words) };
  return [{ content: words.say('event.removed', said) }];
};
