import { EventEmitter, once } from 'node:events';
import { type GatewayDispatchPayload, GatewayOpcodes } from '@discordjs/core';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { testBotIntents } from './test-bot.ts';

/** A gateway client that sends exactly what it is told to, while a library would wait or retry. */
export class RawClient {
  readonly dispatches: GatewayDispatchPayload[] = [];
  readonly #webSocket: WebSocket;
  readonly #heard: string[] = [];
  readonly #signal = new EventEmitter();

  constructor(url: string) {
    this.#webSocket = new WebSocket(url);
    this.#webSocket.on('message', (data) => this.#hear(JSON.parse(String(data))));
    this.#webSocket.on('close', (code) => this.#note(`closed ${code}`));
    // An error is followed by a close event.
    this.#webSocket.on('error', () => {});
  }

  /** Sends IDENTIFY, and returns what comes next. */
  identify(shard: readonly [id: number, count: number], token = 'a.good.token'): Promise<string> {
    return this.#ask(GatewayOpcodes.Identify, { token, intents: testBotIntents, properties: {}, shard });
  }

  /** Begins a session, and waits for all of its first dispatches. */
  async begin(shard: readonly [id: number, count: number]): Promise<this> {
    await this.identify(shard);
    const [ready] = this.dispatches;
    const guilds = ready?.t === 'READY' ? ready.d.guilds : [];
    for (const _ of guilds) await this.next();
    return this;
  }

  /** Sends RESUME for another client's session, and returns what comes next. */
  resume({ sessionId, sequence }: RawClient): Promise<string> {
    return this.#ask(GatewayOpcodes.Resume, { token: 'a.good.token', session_id: sessionId, seq: sequence });
  }

  /**
   * The next event that was not returned before: the name of a dispatch, `op 9` with its data, `closed` with its code.
   */
  async next(): Promise<string> {
    while (this.#heard.length === 0) await once(this.#signal, 'heard');
    return this.#heard.shift() ?? '';
  }

  /** Cuts the connection, like a process that has died. */
  async cut(): Promise<void> {
    this.#webSocket.terminate();
    if (this.#webSocket.readyState !== WebSocket.CLOSED) await once(this.#webSocket, 'close');
  }

  get sessionId(): string {
    const [ready] = this.dispatches;
    return ready?.t === 'READY' ? ready.d.session_id : '';
  }

  get sequence(): number {
    return this.dispatches.at(-1)?.s ?? 0;
  }

  #hear(
    payload: GatewayDispatchPayload | { readonly op: GatewayOpcodes; readonly d: unknown; readonly t: null },
  ): void {
    if (payload.t !== null) this.dispatches.push(payload);
    if (payload.op !== GatewayOpcodes.Hello) this.#note(payload.t ?? `op ${payload.op} ${payload.d}`);
  }

  #note(heard: string): void {
    this.#heard.push(heard);
    this.#signal.emit('heard');
  }

  async #ask(op: GatewayOpcodes, d: unknown): Promise<string> {
    if (this.#webSocket.readyState === WebSocket.CONNECTING) await once(this.#webSocket, 'open');
    this.#webSocket.send(JSON.stringify({ op, d }));
    return this.next();
  }
}

/** A client that has sent nothing yet. Its connection is cut after the test. */
export function rawClient(server: DiscordServer): RawClient {
  const client = new RawClient(server.gatewayUrl);
  onTestFinished(() => client.cut());
  return client;
}
