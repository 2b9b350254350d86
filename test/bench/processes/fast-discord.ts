import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type GatewayDispatchEvents, GatewayOpcodes } from '@discordjs/core';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../../src/core/clock.ts';
import { Channels } from '../../../src/simulator/server/channels.ts';
import { GatewaySession } from '../../../src/simulator/server/gateway/gateway-session.ts';
import { opening } from '../../../src/simulator/server/gateway/initial-dispatches.ts';
import { applicationFlags } from '../../../src/simulator/server/gateway/intents.ts';
import { Guilds } from '../../../src/simulator/server/guilds.ts';
import { userPayload } from '../../../src/simulator/server/payloads.ts';
import { defaultSettings } from '../../../src/simulator/server/server-settings.ts';
import { World } from '../../../src/simulator/server/world.ts';
import { benchGuildId } from '../fixtures/month-at-rest.ts';

/**
 * As much of Discord as a bot needs to begin, for one connection at a time. What is then sent goes to the socket as it is,
 * so that it comes as fast as any client can read: the simulator makes and keeps each dispatch, which takes longer.
 */
export class FastDiscord {
  readonly #clock: Clock;
  readonly #world: World;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #webSockets = new WebSocketServer({ noServer: true });
  #line: { readonly webSocket: WebSocket; readonly socket: Socket } | null = null;
  /** The last sequence number that the client has said in a heartbeat. */
  #heardSequence = 0;
  #sessions = 0;

  constructor(clock: Clock, channels: number) {
    this.#clock = clock;
    this.#world = new World(clock, { id: '1', username: 'Census', isBot: true }, () => {});
    new Guilds(this.#world, new Channels(this.#world)).create({
      id: benchGuildId,
      name: 'Bench',
      channels: Array.from({ length: channels }, (_, rank) => ({ name: `channel-${rank}`, type: 'text' as const })),
      memberCount: 5_000,
      everyoneMay: 0n, // Nor may the bot write, so that it says hello to nobody.
    });
    this.#server.on('upgrade', (request, socket: Socket, head) => {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, socket));
    });
  }

  /** Listens on loopback; gives what a bot's `DISCORD_API_URL` is to be. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://${this.#address}/api`;
  }

  get channelIds(): readonly string[] {
    return [...this.#world.guild(benchGuildId).channels.keys()];
  }

  /** Sends frames, resolved when the client takes more. */
  async send(frames: Buffer): Promise<void> {
    const socket = this.#line?.socket;
    if (socket === undefined) throw new Error('nobody is connected');
    if (!socket.write(frames)) await once(socket, 'drain');
  }

  /** Resolves when the client has read all up to a sequence number, which it is asked for by a heartbeat. */
  async wasRead(sequence: number): Promise<void> {
    while (this.#heardSequence < sequence) {
      this.#say({ op: GatewayOpcodes.Heartbeat, d: null, s: null, t: null });
      await delay(5);
    }
  }

  get #address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #accept(webSocket: WebSocket, socket: Socket): void {
    this.#line = { webSocket, socket };
    this.#heardSequence = 0;
    webSocket.on('message', (data) => this.#hear(data));
    webSocket.on('error', () => {}); // A client that was measured ends as it likes.
    this.#say({ op: GatewayOpcodes.Hello, d: { heartbeat_interval: 41_250 }, s: null, t: null });
  }

  #hear(data: RawData): void {
    const { op, d } = JSON.parse(String(data));
    if (op === GatewayOpcodes.Heartbeat) {
      this.#heardSequence = Number(d);
      this.#say({ op: GatewayOpcodes.HeartbeatAck, d: null, s: null, t: null });
    } else if (op === GatewayOpcodes.Identify) this.#greet(Number(d.intents));
  }

  /** READY is the first dispatch of a session, and that of the one guild the second. */
  #greet(intents: number): void {
    this.#sessions += 1;
    const session = new GatewaySession({
      id: `session-${this.#sessions}`,
      intents,
      shardId: 0,
      shardCount: 1,
      replayLimit: 1,
    });
    const application = { id: this.#world.bot.id, flags };
    let sequence = 0;
    for (const { event, json } of opening(this.#world, session, application, `ws://${this.#address}/`)) {
      sequence += 1;
      this.#say({ op: GatewayOpcodes.Dispatch, d: JSON.parse(json(0)), s: sequence, t: event });
    }
  }

  #say(payload: { op: GatewayOpcodes; d: unknown; s: number | null; t: GatewayDispatchEvents | null }): void {
    this.#line?.webSocket.send(JSON.stringify(payload));
  }

  /** Commands that are registered are not kept: the next bot registers them again. */
  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const path =
      request.url
        ?.replace(/^\/api\/v10/, '')
        .replaceAll('%40', '@')
        .replace(/\?.*/, '') ?? '';
    const bot = userPayload(this.#world.bot);
    const url = `ws://${this.#address}/`;
    const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
    const answers: Readonly<Record<string, unknown>> = {
      '/gateway': { url },
      '/gateway/bot': { url, shards: 1, session_start_limit: limit },
      '/users/@me': bot,
      '/applications/@me': { id: this.#world.bot.id, flags, bot },
      [`/applications/${this.#world.bot.id}/commands`]: [],
    };
    const answer = answers[path];
    const headers = { 'content-type': 'application/json', date: new Date(this.#clock.now()).toUTCString() };
    response
      .writeHead(answer === undefined ? 404 : 200, headers)
      .end(JSON.stringify(answer ?? { code: 0, message: path }));
  }
}

const flags = applicationFlags(defaultSettings.privilegedIntents);

/** READY and the one guild come before the messages. */
export const firstMessageSequence = 3;
