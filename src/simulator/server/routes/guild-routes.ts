import { Hono } from 'hono';
import { type Channel, isActiveThread, isThread } from '../entities.ts';
import { withUser } from '../guild-snapshot.ts';
import { channelPayload, guildPayload, rolesPayload } from '../payloads.ts';
import { accessibleGuild } from '../rest/access.ts';
import { ApiError, faults } from '../rest/api-error.ts';
import type { RestServices } from '../rest/rest-services.ts';

/** Guilds and what is in them. */
export function guildRoutes({ world }: RestServices): Hono {
  const routes = new Hono();
  routes.get('/:guild', (context) => {
    const guild = accessibleGuild(world, context.req.param('guild'));
    const counts = {
      approximate_member_count: guild.memberCount,
      approximate_presence_count: guild.onlineCount ?? guild.presences.size,
    };
    const isCounted = context.req.query('with_counts') === 'true';
    return context.json({ ...guildPayload(guild), ...(isCounted && counts) });
  });
  routes.get('/:guild/channels', (context) => {
    const guild = accessibleGuild(world, context.req.param('guild'));
    return context.json([...guild.channels.values()].filter((channel) => !isThread(channel)).map(channelPayload));
  });
  routes.get('/:guild/roles', (context) => {
    return context.json(rolesPayload(accessibleGuild(world, context.req.param('guild'))));
  });
  routes.get('/:guild/threads/active', (context) => {
    const guild = accessibleGuild(world, context.req.param('guild'));
    const isSeen = (channel: Channel) => isActiveThread(channel) && world.isVisible(channel);
    return context.json({ threads: [...guild.channels.values()].filter(isSeen).map(channelPayload), members: [] });
  });
  routes.get('/:guild/members/:user', (context) => {
    const guild = accessibleGuild(world, context.req.param('guild'));
    const { user } = context.req.param();
    const userId = user === '@me' ? world.bot.id : user;
    const member = userId === world.bot.id ? world.memberOf(guild, userId) : guild.members.get(userId);
    if (!member) throw new ApiError(faults.unknownMember);
    return context.json(withUser(world, member));
  });
  return routes;
}
