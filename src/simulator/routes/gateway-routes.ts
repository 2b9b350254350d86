import { Hono } from 'hono';
import { dayMs } from '../../core/time.ts';
import type { RestServices } from '../rest-services.ts';

const sessionsPerDay = 1000;

/** Where the gateway is. */
export function gatewayRoutes({ gateway }: RestServices): Hono {
  const routes = new Hono();
  routes.get('/gateway', (context) => context.json({ url: gateway.url() }));
  routes.get('/gateway/bot', (context) =>
    context.json({
      url: gateway.url(),
      shards: gateway.shards,
      session_start_limit: {
        total: sessionsPerDay,
        remaining: Math.max(0, sessionsPerDay - gateway.identifies()),
        reset_after: dayMs,
        max_concurrency: 1,
      },
    }),
  );
  return routes;
}
