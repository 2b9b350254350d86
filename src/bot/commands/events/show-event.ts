import { eventEmbed } from '../../../render/embeds/event-embed.ts';
import { eventNamed } from '../../input/event-named.ts';
import { eventTime } from './event-line.ts';
import type { RunSubcommand } from './run-subcommand.ts';

/** `/event show` and `.event NAME`: what happened during it and after it, against what is usual. */
export const showEvent: RunSubcommand = async (request, services, events) => {
  const { guildId, options, view, channels, onProgress, words } = request;
  const { id: _id, name, channelId, ...event } = eventNamed(options.get('name') ?? '', events, services.clock.now());
  const channel = channels.find((known) => known.id === channelId) ?? null;
  await services.collector.flush();
  const effect = await services.questions.ask({
    about: 'eventEffect',
    by: 'total',
    guildId,
    range: { from: event.from, to: event.to },
    channel,
    view,
    onProgress,
  });
  return [{ content: '', embeds: [eventEmbed({ name, time: eventTime(event, words), effect }, words)] }];
};
