import { type Context, Hono } from 'hono';
import { channelPayload } from '../payloads.ts';
import { accessibleChannel, mayReadHistory, requireSend } from '../rest/access.ts';
import { ApiError, faults, invalidForm } from '../rest/api-error.ts';
import type { RestServices } from '../rest/rest-services.ts';

/** Channels and threads. */
export function channelRoutes({ world }: RestServices): Hono {
  const routes = new Hono();
  routes.get('/:channel', (context) => {
    return context.json(channelPayload(accessibleChannel(world, context.req.param('channel'))));
  });
  routes.get('/:channel/threads/archived/public', (context) => {
    const channel = accessibleChannel(world, context.req.param('channel'));
    if (!mayReadHistory(world, channel)) throw new ApiError(faults.missingPermissions);
    const { beforeMs, limit } = archiveQuery(context);
    const archived = world
      .threadsOf(channel)
      .filter((thread) => thread.archivedAtMs !== null && thread.archivedAtMs < beforeMs)
      .toSorted((left, right) => (right.archivedAtMs ?? 0) - (left.archivedAtMs ?? 0));
    const threads = archived.slice(0, limit).map(channelPayload);
    return context.json({ threads, members: [], has_more: archived.length > limit });
  });
  routes.post('/:channel/typing', (context) => {
    requireSend(world, accessibleChannel(world, context.req.param('channel')));
    return context.body(null, 204);
  });
  return routes;
}

/** The last archived come first. A page has `limit` of them, or all the rest (Discord API reference). */
function archiveQuery(context: Context): { readonly beforeMs: number; readonly limit: number } {
  const { before, limit } = context.req.query();
  const beforeMs = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
  if (Number.isNaN(beforeMs)) throw invalidForm('before', 'Invalid ISO8601 timestamp.');
  const threads = limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  if (!(threads >= 2 && threads <= 100) && limit !== undefined) {
    throw invalidForm('limit', 'int value should be between 2 and 100.');
  }
  return { beforeMs, limit: threads };
}
