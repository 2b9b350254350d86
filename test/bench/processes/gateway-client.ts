import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { Client, REST } from 'discord.js';
import { WebSocket } from 'ws';
import { createLog } from '../../../src/log.ts';
import { aConfig } from '../../a-config.ts';
import { HurriedClock } from '../measuring/hurried-clock.ts';
import { startApp } from './built.ts';
import { answerQuestions } from './other-process.ts';

/** Who reads the gateway. */
export type ClientName = 'census' | 'bare' | '@discordjs/ws' | 'discord.js';

/** In this order. */
export type ClientQuestion =
  | {
      readonly kind: 'connect';
      readonly name: ClientName;
      readonly apiUrl: string;
      readonly directory: string;
      /** What time it is. */
      readonly nowMs: number;
    }
  /** What came by now is to be made durable, and all that follows to be measured. */
  | { readonly kind: 'measure'; readonly sequence: number }
  | { readonly kind: 'look' }
  /** All messages were sent and read: what was counted of them is to be made durable. */
  | { readonly kind: 'finish'; readonly sequence: number };

/** Since `measure`, and at this moment. */
export interface ClientAnswer {
  readonly cpuMs: number;
  readonly residentMb: number;
}

/** Does what it is named for with all that the gateway brings. */
type Connect = (parameters: ClientQuestion & { kind: 'connect' }) => Promise<Commit>;

/** Resolves when what came up to a sequence number will survive the process, where that is what the client is for. */
type Commit = (sequence: number) => Promise<void>;

let commit: Commit = async () => {};
let before = process.cpuUsage();

answerQuestions<ClientQuestion, ClientAnswer>(async (question) => {
  if (question.kind === 'connect') commit = await clients[question.name](question);
  else if (question.kind !== 'look') await commit(question.sequence);
  if (question.kind === 'measure') before = process.cpuUsage();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 2 ** 20 };
});

const token = 'a.good.token';

/** The privileged intents among them are those that Census asks for. */
const intents = ['Guilds', 'GuildVoiceStates', 'GuildMessages', 'GuildMembers', 'MessageContent'] as const;
const intentBits = (1 << 0) | (1 << 7) | (1 << 9) | (1 << 1) | (1 << 15);

/** As `npm start` has it. */
const flushEveryMs = 10_000;

const clients: Readonly<Record<ClientName, Connect>> = {
  async census({ apiUrl, directory, nowMs }) {
    const clock = new HurriedClock(nowMs);
    const app = await startApp(aConfig({ discordToken: token, discordApiUrl: apiUrl, dataDirectory: directory }), {
      clock,
      random: randomBytes,
      log: createLog('error', process.stderr),
      flushEveryMs,
    });
    return async (sequence) => {
      await app.settled(sequence);
      await clock.hurry(flushEveryMs);
    };
  },

  /** The least that any client can do. */
  async bare({ apiUrl }) {
    const answer = await fetch(`${apiUrl}/v10/gateway/bot`);
    const { url } = (await answer.json()) as { url: string };
    const socket = new WebSocket(`${url}?v=10&encoding=json`);
    let sequence = 0;
    socket.on('message', (data) => {
      const payload = JSON.parse(data.toString());
      if (payload.op === 0) sequence = payload.s;
      else if (payload.op === 1) socket.send(JSON.stringify({ op: 1, d: sequence }));
      else if (payload.op === 10) {
        const properties = { os: process.platform, browser: 'bench', device: 'bench' };
        socket.send(JSON.stringify({ op: 2, d: { token, intents: intentBits, properties, shard: [0, 1] } }));
      }
    });
    await once(socket, 'open');
    while (sequence < 2) await once(socket, 'message');
    return async () => {};
  },

  /** What Census stands on, with nobody who does anything. */
  async '@discordjs/ws'({ apiUrl }) {
    const rest = new REST({ api: apiUrl }).setToken(token);
    const gateway = new WebSocketManager({ token, rest, intents: intentBits });
    gateway.on(WebSocketShardEvents.Dispatch, () => {});
    await gateway.connect();
    return async () => {};
  },

  /** With its caches as they are, and nobody who listens to its messages. */
  async 'discord.js'({ apiUrl }) {
    const client = new Client({ intents: [...intents], rest: { api: apiUrl } });
    const isReady = once(client, 'clientReady');
    await client.login(token);
    await isReady;
    return async () => {};
  },
};
