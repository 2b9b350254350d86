import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';

/** A proxy between the bot and Discord, for REST and gateway, which records the traffic. Removed after the test. */
export class RecordingProxy {
  /** What Discord sent over the gateway. */
  readonly heard: Buffer[] = [];
  /** The request lines and headers of the bot. */
  readonly requests: string[] = [];
  /** The bodies of the bot's requests. */
  readonly said: Buffer[] = [];
  /** Texts that replace Discord's answers, one per request. */
  readonly #nonsense: string[] = [];
  readonly #discord: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #lines = new Set<Socket>();

  static async on(discord: DiscordServer): Promise<RecordingProxy> {
    const tap = new RecordingProxy(discord);
    tap.#server.listen(0, '127.0.0.1');
    await once(tap.#server, 'listening');
    onTestFinished(() => {
      for (const line of tap.#lines) line.destroy();
      tap.#server.close();
    });
    return tap;
  }

  private constructor(discord: DiscordServer) {
    const { hostname, port } = new URL(discord.apiUrl);
    this.#discord = { host: hostname, port: Number(port) };
    this.#server = createServer((asked, answer) => {
      const chunks: Buffer[] = [];
      asked.on('data', (chunk: Buffer) => chunks.push(chunk));
      asked.on('end', () => this.said.push(Buffer.concat(chunks)));
      const { method, url: path, headers } = asked;
      this.requests.push(`${method} ${path}\n${JSON.stringify(headers)}`);
      const nonsense = this.#nonsense.shift();
      if (nonsense !== undefined) {
        answer.writeHead(200, { 'content-type': 'application/json' }).end(nonsense);
        return;
      }
      const passedOn = request({ ...this.#discord, method, path, headers }, (given) => {
        answer.writeHead(given.statusCode ?? 500, given.headers);
        given.pipe(answer);
      });
      passedOn.on('error', () => answer.destroy()); // The bot was killed, or the test is over.
      asked.pipe(passedOn);
    });
    this.#server.on('upgrade', (asked, line: Socket) => this.#relay(asked, line));
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  get gatewayUrl(): string {
    return `ws://127.0.0.1:${this.#port}/`;
  }

  /** Sends the bot a gateway frame that Discord would not send, of at most 125 bytes. */
  interject(text: string): void {
    const payload = Buffer.from(text);
    const textFrame = Buffer.from([0x81, payload.length]); // RFC 6455, 5.2: final, text, unmasked.
    for (const line of this.#lines) line.write(Buffer.concat([textFrame, payload]));
  }

  /** Answers the next requests with invalid JSON. */
  garble(text: string, requests: number): void {
    this.#nonsense.push(...Array.from({ length: requests }, () => text));
  }

  #relay(asked: IncomingMessage, line: Socket): void {
    const discord = connect(this.#discord.port, this.#discord.host);
    const headers = asked.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
    discord.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headers}\r\n`);
    this.#lines.add(line);
    discord.on('data', (bytes) => {
      this.heard.push(bytes);
      line.write(bytes);
    });
    line.on('data', (bytes) => discord.write(bytes));
    for (const [end, other] of [
      [line, discord],
      [discord, line],
    ] as const) {
      end.on('error', () => {}); // A cut connection is part of the test. Both ends close.
      end.on('close', () => other.destroy());
    }
    line.on('close', () => this.#lines.delete(line));
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
}
