import { type Context, Hono, type Next } from 'hono';
import { applicationRoutes, gatewayRoutes } from '../routes/application-routes.ts';
import { channelRoutes } from '../routes/channel-routes.ts';
import { guildRoutes } from '../routes/guild-routes.ts';
import { interactionRoutes, webhookRoutes } from '../routes/interaction-routes.ts';
import { messageRoutes } from '../routes/message-routes.ts';
import { isGoodToken } from '../server-settings.ts';
import { ApiError, faults } from './api-error.ts';
import { RateLimits } from './rate-limits.ts';
import type { RestServices } from './rest-services.ts';

/** The REST API, version 10, under `/api/v10` (Discord API reference, "API Reference"). */
export function restServer(services: RestServices): Hono {
  const api = new Hono();
  api.use(plannedFault(services), rateLimit(services), authorization(services));
  api.route('/', gatewayRoutes(services));
  api.route('/', applicationRoutes(services));
  api.route('/guilds', guildRoutes(services));
  api.route('/channels', channelRoutes(services));
  api.route('/channels', messageRoutes(services));
  api.route('/interactions', interactionRoutes(services));
  api.route('/webhooks', webhookRoutes(services));

  // Clients write `@me` either way.
  const app = new Hono({ getPath: (request) => new URL(request.url).pathname.replaceAll('%40', '@') });
  app.use(date(services));
  app.route('/api/v10', api);
  app.notFound(() => refusal(new ApiError(faults.notFound)));
  app.onError((error) => refusal(error instanceof ApiError ? error : new ApiError([500, 0, error.message])));
  return app;
}

function refusal({ status, message, code, errors }: ApiError): Response {
  return Response.json({ message, code, ...(errors && { errors }) }, { status });
}

/** Every answer has the world's time. */
function date({ world }: RestServices) {
  return async (context: Context, next: Next): Promise<void> => {
    await next();
    context.res.headers.set('date', new Date(world.clock.now()).toUTCString());
  };
}

function plannedFault({ faults: planned }: RestServices) {
  return async ({ req }: Context, next: Next): Promise<Response | undefined> => {
    await planned.passed(req.path);
    const fault = planned.take(req.path);
    if (!fault) {
      await next();
      return undefined;
    }
    if (fault.status === 429) return rateLimited(fault.retryAfterSeconds, {});
    return refusal(new ApiError([fault.status, 0, `${fault.status}: planned fault`]));
  };
}

/** Interactions have no rate limit. */
function rateLimit({ settings }: RestServices) {
  const limits = new RateLimits();
  return async (context: Context, next: Next): Promise<Response | undefined> => {
    if (context.req.path.includes('/interactions/')) {
      await next();
      return undefined;
    }
    const verdict = limits.count(context.req.method, context.req.path, settings.requestsPerSecond);
    if (verdict.isExceeded) return rateLimited(verdict.retryAfterSeconds, verdict.headers);
    await next();
    for (const [name, value] of Object.entries(verdict.headers)) context.res.headers.set(name, value);
    return undefined;
  };
}

function rateLimited(retryAfterSeconds: number, headers: Readonly<Record<string, string>>): Response {
  return Response.json(
    { message: 'You are being rate limited.', retry_after: retryAfterSeconds, global: false },
    {
      status: 429,
      headers: { ...headers, 'retry-after': retryAfterSeconds.toFixed(3), 'x-ratelimit-scope': 'user' },
    },
  );
}

/** Interactions and webhooks have their own tokens in their paths, and GET /gateway needs none. */
function authorization({ settings }: RestServices) {
  return async (context: Context, next: Next): Promise<void> => {
    const isOpen = /\/v10\/(interactions\/|webhooks\/|gateway$)/.test(context.req.path);
    const token = /^Bot (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    if (!isOpen && !isGoodToken(settings, token)) throw new ApiError(faults.unauthorized);
    await next();
  };
}
