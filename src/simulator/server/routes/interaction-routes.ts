import { Hono } from 'hono';
import { readMessageBody } from '../rest/message-body.ts';
import { messageJson } from '../rest/message-json.ts';
import type { RestServices } from '../rest/rest-services.ts';

/** The first answer to an interaction. */
export function interactionRoutes({ interactions, settings }: RestServices): Hono {
  const routes = new Hono();
  routes.post('/:interaction/:token/callback', async (context) => {
    const { interaction: id, token } = context.req.param();
    const body = await readMessageBody(context.req.raw, settings.uploadLimitBytes);
    const interaction = interactions.respond(id, token, body);
    if (context.req.query('with_response') !== 'true') return context.body(null, 204);
    const { original, channel } = interaction;
    const message = original && { message: JSON.parse(messageJson(original, channel)) };
    return context.json({
      interaction: { id, type: 2, response_message_id: original?.id ?? null },
      resource: { type: body.payload.type, ...message },
    });
  });
  return routes;
}
