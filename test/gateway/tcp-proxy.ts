import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { DiscordServer } from '../../src/simulator/server/discord-server.ts';

/** What lies between the bot and Discord's gateway, and can go wrong without Discord's doing. */
export class TcpProxy {
  /** How many connections were made over it, with success or without. */
  connections = 0;
  /** So many connections lose the first thing that the bot says on them: IDENTIFY or RESUME. */
  unheardGreetings = 0;
  /** Nothing that the bot says gets through. */
  isDeaf = false;
  /** Nothing that Discord says gets through. */
  isMute = false;
  readonly #sockets = new Set<Socket>();
  readonly #signal = new EventEmitter().setMaxListeners(0);
  readonly #relay = createServer((bot) => this.#connect(bot));
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async start(): Promise<string> {
    this.#relay.listen(0, '127.0.0.1');
    await once(this.#relay, 'listening');
    return `ws://127.0.0.1:${(this.#relay.address() as AddressInfo).port}/`;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#relay.close();
  }

  async until(holds: (line: this) => boolean): Promise<void> {
    while (!holds(this)) await once(this.#signal, 'change');
  }

  #connect(bot: Socket): void {
    this.connections += 1;
    const discord = connect(this.#port, '127.0.0.1');
    let saidByBot = 0;
    bot.on('data', (bytes) => {
      saidByBot += 1;
      // First comes the request to be a WebSocket, then the greeting.
      const isUnheard = saidByBot === 2 && this.unheardGreetings > 0;
      if (isUnheard) this.unheardGreetings -= 1;
      if (!isUnheard && !this.isDeaf) discord.write(bytes);
    });
    discord.on('data', (bytes) => {
      if (!this.isMute) bot.write(bytes);
    });
    for (const [socket, other] of [
      [bot, discord],
      [discord, bot],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // Lines are cut on purpose here.
      socket.on('close', () => other.destroy());
    }
    this.#signal.emit('change');
  }
}

/** Lays a line to a server that listens, and has the server give it as its address from now on. */
export async function tcpProxy(server: DiscordServer): Promise<TcpProxy> {
  const line = new TcpProxy(Number(new URL(server.gatewayUrl).port));
  const url = await line.start();
  onTestFinished(() => line.stop());
  Object.defineProperty(server, 'gatewayUrl', { value: url });
  return line;
}
