import type { API } from '@discordjs/core';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../../gateway/connection/until-aborted.ts';
import type { Data } from '../../gateway/dispatch-shapes.ts';
import { readAnswer } from '../../gateway/rest/rest-answer.ts';

/** The message whose button was pressed. */
export type MessageOfButton = NonNullable<Data<'INTERACTION_CREATE'>['message']>;

interface AskerOfMessageDeps {
  readonly api: { readonly channels: Pick<API['channels'], 'getMessage'> };
  readonly clock: Clock;
}

/**
 * Who asked for an answer of Census: the user of the interaction, else the author of the message that it replies to. Null
 * if Discord does not say so soon, or if that message was deleted.
 */
export async function askerOfMessage(
  { interaction_metadata: interaction, message_reference: reference, referenced_message: replied }: MessageOfButton,
  { api, clock }: AskerOfMessageDeps,
): Promise<Snowflake | null> {
  if (interaction) return interaction.user.id;
  if (replied !== undefined) return replied?.author.id ?? null;
  const { channel_id: channelId, message_id: messageId } = reference ?? {};
  if (channelId === undefined || messageId === undefined) return null;
  const patience = new AbortController();
  const cancel = clock.schedule(clock.now() + patienceMs, () => patience.abort());
  try {
    const message = await untilAborted([patience.signal], (signal) => {
      return api.channels.getMessage(channelId, messageId, { signal });
    });
    return readAnswer('message', message).author.id;
  } catch {
    return null; // The person gets an answer for their eyes only, whatever is the matter.
  } finally {
    cancel();
  }
}

/** Half of the time that Discord gives for a first response. */
const patienceMs = 1_500;
