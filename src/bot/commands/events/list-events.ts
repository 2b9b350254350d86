import { answerEmbed } from '../../../render/embeds/answer-embed.ts';
import { escapeMarkdown } from '../../../render/quote.ts';
import { eventTime } from './event-line.ts';
import type { RunSubcommand } from './run-subcommand.ts';

/** `/event list`: the latest first. */
export const listEvents: RunSubcommand = async ({ prefix, words }, _services, events) => {
  const lines = events.toReversed().map((event) => {
    const said = { id: event.id, name: escapeMarkdown(event.name), time: eventTime(event, words) };
    const line = words.say('event.listed', said);
    const marks = [
      ...(event.channelId === null ? [] : [`<#${event.channelId}>`]),
      ...(event.discordId === null ? [] : [words.say('event.ofDiscordMark')]),
      ...(event.isRecurring ? [words.say('event.recurringMark')] : []),
    ];
    return [line, ...marks].join(' · ');
  });
  const embed = answerEmbed(
    {
      title: words.say('event.title'),
      description: lines.length === 0 ? [words.say('event.none')] : lines,
      fields: [],
      notes: lines.length === 0 ? [] : [words.say('event.howToShow', { prefix })],
    },
    words,
  );
  return [{ content: '', embeds: [embed] }];
};
