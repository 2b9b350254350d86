import { API } from '@discordjs/core';
import type { REST } from 'discord.js';
import type { Config } from '../../config.ts';
import { DiscordTime } from '../../gateway/rest/discord-time.ts';
import { Patience, type PatienceDeps } from '../../gateway/rest/patience.ts';
import { restClient } from '../../gateway/rest/rest-client.ts';

export interface DiscordAccessDeps extends PatienceDeps {
  readonly config: Pick<Config, 'discordApiUrl' | 'discordToken'>;
}

/** The clients of Discord's REST API. Creating them sends no request. */
export class DiscordAccess {
  readonly rest: REST;
  readonly api: API;
  /**
   * For hourly questions about every guild, which set their own pace. With a client of their own no command waits behind
   * them, and a month of simulated hours takes seconds.
   */
  readonly hourlyApi: API;
  /** Uses its own client, so that it does not wait behind a rate limit. */
  readonly time: DiscordTime;
  readonly patience: Patience;

  constructor(deps: DiscordAccessDeps) {
    const { discordApiUrl: api, discordToken } = deps.config;
    this.rest = restClient({ api }).setToken(discordToken);
    this.api = new API(this.rest);
    this.hourlyApi = new API(restClient({ api, globalRequestsPerSecond: 1_000 }).setToken(discordToken));
    this.time = new DiscordTime(restClient({ api, globalRequestsPerSecond: 1_000 }));
    this.patience = new Patience(deps);
  }
}
