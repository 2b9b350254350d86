import { isStale } from './is-stale.ts';
import type { Listener } from './listener.ts';

/** A slash command, or somebody typing one. */
export const interactionCreate: Listener<'INTERACTION_CREATE'> = {
  event: 'INTERACTION_CREATE',
  listen(interaction, { commands }, moment) {
    if (!isStale(interaction.id, moment, answerableWithinMs)) commands.interaction(interaction);
  },
};

/** Later Discord takes no first answer (Discord API reference, "Receiving and Responding to Interactions"). */
const answerableWithinMs = 3_000;
