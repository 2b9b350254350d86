import { type Context, Hono } from 'hono';
import { isThinking } from '../interactions/interactions.ts';
import { isEphemeral } from '../messages.ts';
import { ApiError, faults } from '../rest/api-error.ts';
import { readMessageBody } from '../rest/message-body.ts';
import { messageJson } from '../rest/message-json.ts';
import type { RestServices } from '../rest/rest-services.ts';
import { jsonText } from './message-routes.ts';

/** The first answer to an interaction. */
export function interactionRoutes({ interactions, settings }: RestServices): Hono {
  const routes = new Hono();
  routes.post('/:interaction/:token/callback', async (context) => {
    const { interaction: id, token } = context.req.param();
    const body = await readMessageBody(context.req.raw, settings.uploadLimitBytes);
    const interaction = interactions.respond(id, token, body);
    if (context.req.query('with_response') !== 'true') return context.body(null, 204);
    const { original, channel, type } = interaction;
    const message = original && { message: JSON.parse(messageJson(original, channel)) };
    return context.json({
      interaction: {
        id,
        type,
        ...(original && {
          response_message_id: original.id,
          response_message_loading: isThinking(original),
          response_message_ephemeral: isEphemeral(original),
        }),
      },
      resource: { type: body.payload.type, ...message },
    });
  });
  return routes;
}

/** Edits and messages that follow the first answer to an interaction, with the interaction's token. */
export function webhookRoutes({ world, interactions, settings }: RestServices): Hono {
  const routes = new Hono();
  const interactionOf = (context: Context) => {
    if (context.req.param('application') !== world.bot.id) throw new ApiError(faults.unknownWebhook);
    return interactions.interaction(context.req.param('token') ?? '');
  };
  const bodyOf = (context: Context) => readMessageBody(context.req.raw, settings.uploadLimitBytes);

  routes.post('/:application/:token', async (context) => {
    const interaction = interactionOf(context);
    const message = interactions.followUp(interaction, await bodyOf(context));
    return jsonText(messageJson(message, interaction.channel));
  });
  routes.get('/:application/:token/messages/:message', (context) => {
    const interaction = interactionOf(context);
    const message = interactions.message(interaction, context.req.param('message'));
    return jsonText(messageJson(message, interaction.channel));
  });
  routes.patch('/:application/:token/messages/:message', async (context) => {
    const interaction = interactionOf(context);
    const message = interactions.message(interaction, context.req.param('message'));
    interactions.edit(interaction, message, await bodyOf(context));
    return jsonText(messageJson(message, interaction.channel));
  });
  routes.delete('/:application/:token/messages/:message', (context) => {
    const interaction = interactionOf(context);
    interactions.delete(interaction, interactions.message(interaction, context.req.param('message')));
    return context.body(null, 204);
  });
  return routes;
}
