import type { Listener } from './listener.ts';

/** A slash command, or somebody typing one. */
export const interactionCreate: Listener<'INTERACTION_CREATE'> = {
  event: 'INTERACTION_CREATE',
  listen: (interaction, { commands }) => commands.interaction(interaction),
};
