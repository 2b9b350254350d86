import { Hono } from 'hono';
import type { RestServices } from '../rest/rest-services.ts';

/** The gateway's address, and how many sessions may begin. */
export function gatewayRoutes({ gateway, settings }: RestServices): Hono {
  const routes = new Hono();
  routes.get('/gateway', (context) => context.json({ url: gateway.url() }));
  routes.get('/gateway/bot', (context) =>
    context.json({
      url: gateway.url(),
      shards: Math.max(settings.shards, settings.requiredShards),
      session_start_limit: {
        total: gateway.budget.total,
        remaining: gateway.budget.remaining,
        reset_after: gateway.budget.resetAfterMs,
        max_concurrency: settings.maxConcurrency,
      },
    }),
  );
  return routes;
}
