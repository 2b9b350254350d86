import { RESTJSONErrorCodes } from '@discordjs/core';
import type { Channel } from '../../core/channel.ts';
import type { CachedGuild, GuildMember } from '../../gateway/cached-guild.ts';
import { canView, channelView } from '../../gateway/channel-view.ts';
import { guildPermissions } from '../../gateway/permissions.ts';
import { readAnswer } from '../../gateway/rest/rest-answer.ts';
import type { Words } from '../../render/words.ts';
import type { CommandServices } from '../commands/command.ts';
import { presentSettings } from '../present-settings.ts';
import { type Asker, type Audience, refusal } from '../rights.ts';
import { isRefusal } from './failure.ts';

/** Decides who may use a command, by the roles and channels that still exist. */
export class RightsCheck {
  readonly #services: Pick<CommandServices, 'api' | 'guilds' | 'guildCache'>;

  constructor(services: Pick<CommandServices, 'api' | 'guilds' | 'guildCache'>) {
    this.#services = services;
  }

  /**
   * Why the asker may not use the command; null if they may. Uses the roles in the request. Rejects with the REST
   * client's error.
   */
  async refusal(audience: Audience, asker: Asker, words: Words): Promise<string | null> {
    const { guilds, guildCache } = this.#services;
    const settings = guilds.settings(asker.guildId);
    const refused = refusal(audience, asker, settings, words, () => false);
    // No member has a deleted role or is in a deleted channel, so ignoring those can only admit more members.
    if (refused === null || audience !== 'moderators') return refused;
    const guild = await guildCache.get(asker.guildId);
    return refusal(audience, asker, presentSettings(settings, guild), words, (id) => canView(guild, id, asker));
  }

  /**
   * As {@link refusal}, but with the asker's current roles, fetched from Discord. Also refuses if they can no longer view
   * one of the channels that the answer may show.
   */
  async refusalNow(audience: Audience, asker: Asker, shown: readonly Channel[], words: Words): Promise<string | null> {
    const { api, guildCache } = this.#services;
    try {
      const guild = await guildCache.get(asker.guildId);
      const member = await api.guilds.getMember(asker.guildId, asker.userId);
      const { roles: roleIds } = readAnswer('member', member);
      const permissions = guildPermissions(guild, { userId: asker.userId, roleIds });
      const refused = await this.refusal(audience, { ...asker, roleIds, permissions }, words);
      if (refused !== null) return refused;
      return this.#seesAll(shown, guild, { userId: asker.userId, roleIds }) ? null : words.say('hidden.changed');
    } catch (error) {
      if (isRefusal(error, null, RESTJSONErrorCodes.UnknownMember)) return words.say('refusal.moderatorsOnly');
      throw error;
    }
  }

  #seesAll(shown: readonly Channel[], guild: CachedGuild, member: GuildMember): boolean {
    const view = channelView(guild, member);
    const shownIds = new Set(shown.map(({ id }) => id));
    // As they are now, because one may have been deleted meanwhile.
    return this.#services.guilds.channels(guild.id).every((channel) => !shownIds.has(channel.id) || view(channel));
  }
}
