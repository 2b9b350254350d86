import type { GuildEvent } from '../../../core/events/event.ts';
import type { Answer, CommandRequest, CommandServices } from '../command.ts';

/** Runs one subcommand of `/event`, with the events that the asker may see. */
export type RunSubcommand = (
  request: CommandRequest,
  services: CommandServices,
  events: readonly GuildEvent[],
) => Promise<Answer>;
