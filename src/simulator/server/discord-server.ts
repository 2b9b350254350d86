import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { People } from '../population/people.ts';
import { MessageWriter } from '../worlds/message-writer.ts';
import { Performer } from '../worlds/performer.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import { Channels } from './channels.ts';
import { CommandRegistry } from './commands/command-registry.ts';
import { Faults } from './faults.ts';
import type { Dispatch } from './gateway/dispatch.ts';
import { GatewayServer } from './gateway/gateway-server.ts';
import { GatewaySessions } from './gateway/gateway-sessions.ts';
import { opening } from './gateway/initial-dispatches.ts';
import { applicationFlags } from './gateway/intents.ts';
import { IdentifyPace, SessionBudget } from './gateway/session-budget.ts';
import { Guilds } from './guilds.ts';
import { Interactions } from './interactions/interactions.ts';
import { Members } from './members.ts';
import { Messages } from './messages.ts';
import { Moderation } from './moderation.ts';
import { RestFaults } from './rest/rest-faults.ts';
import { restServer } from './rest/rest-server.ts';
import { ScheduledEvents } from './scheduled-events.ts';
import { defaultSettings, type ServerSettings } from './server-settings.ts';
import { snowflakeOfName } from './snowflakes.ts';
import { World } from './world.ts';

export interface DiscordServerOptions {
  /** The time of all ids and timestamps. */
  readonly clock: Clock;
  /** How many dispatches a session keeps for RESUME. */
  readonly replayLimit?: number;
  /** How long a session without a connection can be resumed; by default without limit. */
  readonly sessionLifeMs?: number;
  /** An IDENTIFY that follows another one of its bucket sooner than this is answered with op 9; by default none is. */
  readonly identifyEveryMs?: number;
  /** The clock for that interval, which cannot be set; by default the machine's. */
  readonly elapsedMs?: () => number;
  readonly settings?: Partial<ServerSettings>;
}

/**
 * A Discord on loopback, for one bot: REST v10 and gateway v10 over real HTTP and WebSocket.
 *
 * Imitated, as in the API reference: the gateway's life (HELLO, IDENTIFY with intents and shards, heartbeats, RESUME
 * from a bounded buffer, op 7, op 9, the close codes), sharding (the guilds of each shard, several shard counts side by
 * side, 4011), the session start limit (the budget per day, and the interval per bucket if it is set), what each intent
 * lets through, guilds with roles, overwrites, channels, threads, members, membership screening, voice states,
 * presences and outages, messages with history, files and their limits, replies, forwards, stickers, polls, voice
 * messages, added reactions, bans, kicks and time-outs with their audit log entries, permissions, slash commands, embeds,
 * buttons and all components of messages that show something, interactions with their 3 s and 15 min, errors by code and
 * field, rate-limit headers.
 *
 * Not imitated: compression, voice connections, activities, removed reactions, votes, member lists, guild commands,
 * select menus, premium buttons, modals, reading the audit log and bans, private threads, system messages, the order of buckets at the
 * start, 120 payloads per minute, 2500 guilds per shard, anything that a bot does besides reading and writing. A
 * session that is not resumed ends with the next IDENTIFY of its shard and shard count; by time only if that is set.
 *
 * Not documented, and chosen here: every IDENTIFY with the right token counts against the budget, even if it is refused
 * for another reason; one that comes too early does not delay the next; an overdrawn budget closes every connection
 * with 4004. Lengths are those of JavaScript's strings, in which some characters count as two. A message with components
 * only has no text and embeds but null. A new file that `attachments` does not list is left out of new messages, too. An
 * embed is refused if the file is missing that it shows; Discord is said to show it without.
 */
export class DiscordServer {
  readonly settings: ServerSettings;
  readonly world: World;
  readonly guilds: Guilds;
  readonly channels: Channels;
  readonly members: Members;
  readonly moderation: Moderation;
  readonly scheduledEvents: ScheduledEvents;
  readonly messages: Messages;
  readonly commands: CommandRegistry;
  readonly people: People;
  readonly faults: Faults;
  readonly #gateway: GatewayServer;
  readonly #performer: Performer;
  readonly #http: Server;
  #latest: Dispatch | null = null;

  constructor(options: DiscordServerOptions) {
    const { clock, replayLimit = 10_000, sessionLifeMs = Number.POSITIVE_INFINITY } = options;
    const { identifyEveryMs = 0, elapsedMs = () => performance.now() } = options;
    this.settings = { ...defaultSettings, ...options.settings };
    const budget = new SessionBudget(clock, this.settings);
    this.#gateway = new GatewayServer({
      settings: this.settings,
      sessions: new GatewaySessions(clock, sessionLifeMs),
      budget,
      pace: new IdentifyPace(identifyEveryMs, elapsedMs),
      replayLimit,
      resetToken: () => {
        this.settings.token = `token-${this.world.newId()}`;
      },
      newSessionId: () => `session-${this.world.newId()}`,
      opening: (session) => opening(this.world, session, this.#application(), this.gatewayUrl),
    });
    const bot = { id: snowflakeOfName('user', 'the bot'), username: 'Census', isBot: true };
    this.world = new World(clock, bot, (dispatch) => {
      this.#latest = dispatch;
      this.#gateway.dispatch(dispatch);
    });
    this.channels = new Channels(this.world);
    this.guilds = new Guilds(this.world, this.channels);
    this.members = new Members(this.world);
    this.moderation = new Moderation(this.world, this.members);
    this.scheduledEvents = new ScheduledEvents(this.world);
    this.messages = new Messages(this.world, this.channels);
    this.commands = new CommandRegistry(this.world);
    const { world, guilds, members, moderation } = this;
    const messages = new MessageWriter(world, this.channels, this.messages);
    this.#performer = new Performer({ world, guilds, members, moderation, messages });

    const interactions = new Interactions(this.world, this.messages);
    const uploadLimitBytes = () => this.settings.uploadLimitBytes;
    this.people = new People(this.world, this.messages, interactions, this.commands, uploadLimitBytes);
    const restFaults = new RestFaults();
    this.faults = new Faults(this.#gateway, restFaults, this.settings, () => this.#latest);
    const rest = restServer({
      world: this.world,
      messages: this.messages,
      interactions,
      commands: this.commands,
      settings: this.settings,
      faults: restFaults,
      gateway: { url: () => this.gatewayUrl, budget },
    });
    this.#http = createServer(getRequestListener(rest.fetch, { overrideGlobalObjects: false }));
    this.#http.on('upgrade', (request, socket, head) => this.#gateway.upgrade(request, socket, head));
  }

  /** Listens on loopback; port 0 takes a free one. */
  async start(port = 0): Promise<void> {
    this.#http.listen(port, '127.0.0.1');
    await once(this.#http, 'listening');
  }

  /** Cuts every connection and stops listening. */
  async stop(): Promise<void> {
    this.faults.dropConnections();
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  /** The value for the bot's `DISCORD_API_URL`. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  get gatewayUrl(): string {
    return `ws://127.0.0.1:${this.#port}/`;
  }

  /** The id of the bot, which is also that of its application. */
  get botId(): Snowflake {
    return this.world.bot.id;
  }

  /** The number of sessions that the bot has begun with IDENTIFY. */
  get identifies(): number {
    return this.#gateway.identifies;
  }

  /** Applies an event to a guild now. Messages and joins have the instant of the event. */
  perform(guildId: Snowflake, event: WorldEvent): void {
    this.#performer.perform(guildId, event);
  }

  /**
   * The sequence number of the last dispatch in a shard's newest session; 0 without a session. Without a shard count,
   * the shard may be one of any count.
   */
  lastSequence(shardId = 0, shardCount?: number): number {
    return this.#gateway.sessions.of(shardId, shardCount).at(-1)?.sequence ?? 0;
  }

  /**
   * Resolves once the newest session of the shard is connected and READY, including its guilds. Without a shard count,
   * the shard may be one of any count.
   */
  connected(shardId = 0, shardCount?: number): Promise<void> {
    return this.#gateway.connected(shardId, shardCount);
  }

  #application() {
    return { id: this.botId, flags: applicationFlags(this.settings.privilegedIntents) };
  }

  get #port(): number {
    return (this.#http.address() as AddressInfo).port;
  }
}
