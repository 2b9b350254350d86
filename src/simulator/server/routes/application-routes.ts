import { Hono } from 'hono';
import { applicationFlags } from '../gateway/intents.ts';
import { userPayload } from '../payloads.ts';
import { ApiError, faults } from '../rest/api-error.ts';
import type { RestServices } from '../rest/rest-services.ts';

/** The bot's own account, its application, and its commands. */
export function applicationRoutes({ world, settings, commands }: RestServices): Hono {
  const routes = new Hono();
  const application = () => ({
    id: world.bot.id,
    name: world.bot.username,
    icon: null,
    description: '',
    summary: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: applicationFlags(settings.privilegedIntents),
    approximate_guild_count: world.guilds.size,
    bot: userPayload(world.bot),
  });

  routes.get('/users/@me', (context) => context.json({ ...userPayload(world.bot), verified: true, mfa_enabled: true }));
  routes.get('/applications/@me', (context) => context.json(application()));
  routes.get('/oauth2/applications/@me', (context) => context.json(application()));
  routes.get('/applications/:application/commands', (context) => {
    if (context.req.param('application') !== world.bot.id) throw new ApiError(faults.missingAccess);
    return context.json(commands.all);
  });
  routes.put('/applications/:application/commands', async (context) => {
    if (context.req.param('application') !== world.bot.id) throw new ApiError(faults.missingAccess);
    return context.json(commands.overwrite(await context.req.json()));
  });
  return routes;
}

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
