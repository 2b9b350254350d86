import { RESTJSONErrorCodes } from '@discordjs/core';
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
    const refused = refusal(audience, asker, settings, words);
    // No member has a deleted role or is in a deleted channel, so ignoring those can only admit more members.
    if (refused === null || audience !== 'moderators') return refused;
    return refusal(audience, asker, presentSettings(settings, await guildCache.get(asker.guildId)), words);
  }

  /** As {@link refusal}, but with the asker's current roles, fetched from Discord. */
  async refusalNow(audience: Audience, asker: Asker, words: Words): Promise<string | null> {
    const { api, guildCache } = this.#services;
    try {
      const guild = await guildCache.get(asker.guildId);
      const member = await api.guilds.getMember(asker.guildId, asker.userId);
      const { roles: roleIds } = readAnswer('member', member);
      const permissions = guildPermissions(guild, { userId: asker.userId, roleIds });
      return await this.refusal(audience, { ...asker, roleIds, permissions }, words);
    } catch (error) {
      if (isRefusal(error, null, RESTJSONErrorCodes.UnknownMember)) return words.say('refusal.moderatorsOnly');
      throw error;
    }
  }
}
