import { EventEmitter } from 'node:events';
import { API, Client, type GatewayDispatchPayload, GatewayIntentBits } from '@discordjs/core';
import { type SessionInfo, WebSocketManager } from '@discordjs/ws';
import { REST } from 'discord.js';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';

export interface TestBotOptions {
  readonly intents?: number;
  readonly token?: string;
  /** If it differs from the token for REST. */
  readonly gatewayToken?: string;
  readonly shards?: number;
}

export const testBotIntents =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMembers |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.GuildVoiceStates |
  GatewayIntentBits.MessageContent;

/** The real packages, assembled as in a bot. Records everything that it receives. */
export class TestBot {
  readonly manager: WebSocketManager;
  readonly api: API;
  readonly rest: REST;
  readonly client: Client;
  readonly dispatches: GatewayDispatchPayload[] = [];
  /** The same, by shard. */
  readonly #ofShards = new Map<number, GatewayDispatchPayload[]>();
  readonly #shards: number;
  readonly closeCodes: number[] = [];
  readonly sessions = new Map<number, SessionInfo | null>();
  readonly #signal = new EventEmitter().setMaxListeners(0);

  constructor(server: Pick<DiscordServer, 'apiUrl'>, options: TestBotOptions = {}) {
    const { intents = testBotIntents, token = 'a.good.token', gatewayToken = token, shards = 1 } = options;
    this.#shards = shards;
    this.rest = new REST({ api: server.apiUrl, retries: 0 }).setToken(token);
    this.api = new API(this.rest);
    this.manager = new WebSocketManager({
      token: gatewayToken,
      intents,
      rest: this.rest,
      compression: null,
      shardCount: shards,
      // The real one allows only one IDENTIFY in five seconds.
      buildIdentifyThrottler: () => ({ waitForIdentify: async () => {} }),
      retrieveSessionInfo: (shardId) => this.sessions.get(shardId) ?? null,
      updateSessionInfo: (shardId, session) => {
        this.sessions.set(shardId, session);
      },
    });
    this.client = new Client({ rest: this.rest, gateway: this.manager });
    this.manager.on('dispatch', (payload, shardId) => {
      this.dispatches.push(payload);
      this.#ofShards.set(shardId, [...this.ofShard(shardId), payload]);
      this.#signal.emit('change');
    });
    this.manager.on('closed', (code) => {
      this.closeCodes.push(code);
      this.#signal.emit('change');
    });
    // If a connection is dropped on purpose, its error is part of the test.
    this.manager.on('socketError', () => {});
    this.manager.on('error', () => {});
  }

  /** Connects, and waits for all of the first dispatches. */
  async connect(server: DiscordServer): Promise<this> {
    await this.manager.connect();
    for (let shardId = 0; shardId < this.#shards; shardId++) await this.caughtUp(server, shardId);
    return this;
  }

  /** Waits until a condition holds. Checks it after each dispatch. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => this.#signal.once('change', resolve));
  }

  /** Waits until the bot has received all dispatches of a shard's session. */
  async caughtUp(server: DiscordServer, shardId = 0): Promise<void> {
    const sequence = () => this.ofShard(shardId).at(-1)?.s ?? 0;
    await this.until(() => sequence() >= server.lastSequence(shardId, this.#shards));
  }

  ofShard(shardId: number): readonly GatewayDispatchPayload[] {
    return this.#ofShards.get(shardId) ?? [];
  }

  names(dispatches: readonly GatewayDispatchPayload[] = this.dispatches): string[] {
    return dispatches.map(({ t }) => t);
  }

  /** The data of all dispatches of a name. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads as they came.
  data(name: string, dispatches: readonly GatewayDispatchPayload[] = this.dispatches): any[] {
    return dispatches.filter(({ t }) => t === name).map(({ d }) => d);
  }

  async stop(): Promise<void> {
    await this.manager.destroy();
  }
}
