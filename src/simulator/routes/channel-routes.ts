import { Hono } from 'hono';
import { accessibleChannel, requireSend } from '../access.ts';
import { channelPayload } from '../payloads.ts';
import type { RestServices } from '../rest-services.ts';

/** Channels and threads themselves. */
export function channelRoutes({ world }: RestServices): Hono {
  const routes = new Hono();
  routes.get('/:channel', (context) => {
    return context.json(channelPayload(accessibleChannel(world, context.req.param('channel'))));
  });
  routes.post('/:channel/typing', (context) => {
    requireSend(world, accessibleChannel(world, context.req.param('channel')));
    return context.body(null, 204);
  });
  return routes;
}
