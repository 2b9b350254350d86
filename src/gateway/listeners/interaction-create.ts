import { Person } from '../../core/person.ts';
import { timeOfSnowflake } from '../../core/snowflake.ts';
import type { Data } from '../dispatch-shapes.ts';
import { type DispatchTiming, isStale } from '../dispatch-timing.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** A slash command, an autocompletion or a pressed button. All carry the language of the person's client. */
export const interactionCreate: Listener<'INTERACTION_CREATE'> = {
  event: 'INTERACTION_CREATE',
  listen(interaction, context, timing) {
    const { commands, countsLanguages } = context;
    if (countsLanguages) countLanguage(interaction, context, timing);
    if (!isStale(interaction.id, timing, answerableWithinMs)) commands.interaction(interaction);
  },
};

/** Discord accepts no first response after this (Discord API reference, "Receiving and Responding to Interactions"). */
const answerableWithinMs = 3_000;

function countLanguage(
  interaction: Data<'INTERACTION_CREATE'>,
  { collector }: ListenerContext,
  { sequence }: DispatchTiming,
): void {
  const { id, guild_id: guildId, member } = interaction;
  if (guildId === undefined || member === undefined || !('locale' in interaction)) return;
  collector.record(
    {
      kind: 'visit',
      guildId,
      person: new Person(member.user.id),
      roleIds: member.roles,
      dimension: 'language',
      value: interaction.locale,
      atMs: timeOfSnowflake(id),
    },
    sequence,
  );
}
