import { type App, startApp } from '../app/app.ts';
import type { SimulatedSettings } from '../config.ts';
import { UserError } from '../core/errors.ts';
import type { RandomBytes } from '../core/random.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Log } from '../log.ts';
import type { Answers } from '../simulator/population/answers.ts';
import { modChannelName, type SetUpGuild, setUpDemoGuild } from '../simulator/population/demo-guild-setup.ts';
import { parseSlash } from '../simulator/server/commands/parse-slash.ts';
import { DiscordServer } from '../simulator/server/discord-server.ts';
import { SimulatedClock } from '../simulator/worlds/simulated-clock.ts';
import type { WorldEvent } from '../simulator/worlds/world-event.ts';
import type { World } from '../simulator/worlds/world-file.ts';
import { type FinalReply, finalReply, type SeenMessage } from './simulation/final-reply.ts';
import { pressCommand, pressedButton } from './simulation/press-command.ts';
import { ShownAnswers } from './simulation/shown-answers.ts';

export interface SimulationOptions {
  readonly world: Omit<World, 'events' | 'startMs' | 'endMs'>;
  readonly startMs: number;
  readonly dataDirectory: string;
  readonly settings: SimulatedSettings;
  readonly log: Log;
  readonly random: RandomBytes;
}

/** The member who gives a command: one with a mod role, or an ordinary one. */
export type SimulatedAsker = 'moderator' | 'member';

/** The real bot in simulated time, on its own simulated Discord. */
export class Simulation {
  readonly #server: DiscordServer;
  readonly #clock: SimulatedClock;
  readonly #guild: SetUpGuild;
  readonly #options: SimulationOptions;
  readonly #shown = new ShownAnswers();
  #app: App | null = null;
  #failure: unknown;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#clock = new SimulatedClock(options.startMs);
    this.#server = new DiscordServer({ clock: this.#clock, settings: { privilegedIntents } });
    this.#guild = setUpDemoGuild(this.#server, options.world);
  }

  /** Applies an event before the bot connects. */
  prepare(event: WorldEvent): void {
    this.#server.perform(this.#guild.id, event);
  }

  /** Starts the bot, and sets it up as a moderator does. */
  async start(): Promise<void> {
    const { dataDirectory, log, random, settings, world } = this.#options;
    await this.#server.start();
    const config = {
      discordToken: 'the simulated token',
      shards: 1,
      discordApiUrl: this.#server.apiUrl,
      dataDirectory,
      ...settings,
      metricsAddress: null,
      metricsHosts: [],
      logLevel: 'error',
    } as const;
    this.#app = await startApp(config, { clock: this.#clock, random, log, flushEveryMs });
    this.#app.failed.catch((error: unknown) => {
      this.#failure = error;
    });
    await this.#settle();
    const { modChannelId } = this.#guild;
    const commands = [
      `mod_channel:${modChannelId} ignored_channel:${modChannelId}`,
      ...world.ignoreChannels.map((id) => `ignored_channel:${id}`),
      ...world.ignoreUsers.map((id) => `ignored_member:${id}`),
      ...world.linkDomains.map((domain) => `link_domain:${domain}`),
    ];
    for (const setting of commands) await this.#giveSlash(`/settings ${setting}`, 'moderator', modChannelId);
  }

  /** Applies events, each at its own time; those of one instant together. Times never go back. */
  async happen(events: readonly WorldEvent[], atMs: number): Promise<void> {
    await this.advanceTo(atMs);
    for (const event of events) this.#server.perform(this.#guild.id, event);
    await this.#settle();
  }

  /** Advances the time, and runs everything that the bot does by the clock. */
  async advanceTo(timeMs: number): Promise<void> {
    await this.#clock.setTo(timeMs);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Gives a command: a slash command if it begins with `/`, a press of a button if it begins with `press:`, else a typed
   * one. `channel` is a name or an id; the default is the mod channel. What Discord's client would not accept, such as an
   * unknown choice, is answered with the reason.
   *
   * @throws {UserError} for a channel that the world does not have.
   */
  async command(text: string, asker: SimulatedAsker = 'moderator', channel?: string): Promise<FinalReply> {
    const channelId = channel === undefined ? this.#guild.modChannelId : this.#channelId(channel);
    const button = pressedButton(text);
    if (button !== undefined) return this.press(button, asker);
    const answers = text.startsWith('/')
      ? await this.#giveSlash(text, asker, channelId).catch(notSent)
      : await this.#type(text, asker, channelId);
    return finalReply(text, answers);
  }

  /** Presses the button with this label or custom id, on the latest answer that has one. */
  async press(button: string, asker: SimulatedAsker = 'moderator'): Promise<FinalReply> {
    return finalReply(pressCommand(button), await this.#press(button, this.#userId(asker)).catch(notSent));
  }

  /**
   * Gives the ordinary member these roles, by name or id.
   *
   * @throws {UserError} for a role that the world does not have.
   */
  async giveMember(roles: readonly string[]): Promise<void> {
    const roleIds = roles.map((role) => this.#roleId(role));
    this.#server.members.setRoles(this.#guild.id, this.#guild.memberId, roleIds);
    await this.#settle();
  }

  /** Stops the bot, which keeps its data, then the server. */
  async stop(): Promise<void> {
    try {
      await this.#app?.stop();
    } finally {
      await this.#server.stop();
    }
  }

  #type(content: string, asker: SimulatedAsker, channelId: Snowflake): Promise<readonly SeenMessage[]> {
    const userId = this.#userId(asker);
    const typed = { guildId: this.#guild.id, channelId, userId, content };
    return this.#answered(userId, channelId, this.#server.people.typeMessage(typed));
  }

  async #giveSlash(text: string, asker: SimulatedAsker, channelId: Snowflake): Promise<readonly SeenMessage[]> {
    const userId = this.#userId(asker);
    const filled = parseSlash(text, this.#server.commands.all);
    const used = { ...filled, guildId: this.#guild.id, channelId, userId };
    return this.#answered(userId, channelId, this.#server.people.useCommand(used));
  }

  async #press(button: string, userId: Snowflake): Promise<readonly SeenMessage[]> {
    const found = this.#shown.button(button, userId);
    const pressed = { ...found, guildId: this.#guild.id, userId };
    return this.#answered(userId, found.channelId, this.#server.people.press(pressed));
  }

  async #answered(userId: Snowflake, channelId: Snowflake, answers: Answers): Promise<readonly SeenMessage[]> {
    this.#shown.add(userId, channelId, answers);
    await this.#settle();
    return answers.messages();
  }

  #userId(asker: SimulatedAsker): Snowflake {
    return asker === 'moderator' ? this.#guild.moderatorId : this.#guild.memberId;
  }

  /** Resolves once the bot has handled everything that the server has sent. */
  async #settle(): Promise<void> {
    await this.#app?.settled(this.#server.lastSequence());
    if (this.#failure !== undefined) throw this.#failure;
  }

  #channelId(channel: string): Snowflake {
    const name = channel.replace(/^#/, '');
    const found = this.#options.world.channels.find((candidate) => candidate.id === name || candidate.name === name);
    if (found !== undefined) return found.id;
    if (name === modChannelName || name === this.#guild.modChannelId) return this.#guild.modChannelId;
    throw new UserError(`--in: expected a channel of the world, got ${channel}`);
  }

  #roleId(role: string): Snowflake {
    const found = this.#options.world.roles.find(({ id, name }) => id === role || name === role);
    if (found !== undefined) return found.id;
    throw new UserError(`--role: expected a role of the world, got ${role}`);
  }
}

function notSent(error: unknown): readonly SeenMessage[] {
  if (!(error instanceof UserError)) throw error;
  return [{ content: error.message, embeds: [], components: [], files: [] }];
}

const privilegedIntents = { guildMembers: true, messageContent: true, presences: true };

/** The bot also writes at the end of every hour, and a simulation has nothing to lose in between. */
const flushEveryMs = 3_600_000;
