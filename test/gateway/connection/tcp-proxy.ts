import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';

/** The network between the bot and Discord's gateway, which can fail independently of Discord. */
export class TcpProxy {
  /** The number of connection attempts, successful or not. */
  connections = 0;
  /** This many connections lose the bot's first message: IDENTIFY or RESUME. */
  unheardGreetings = 0;
  /** Drops everything that the bot sends. */
  isDeaf = false;
  /** Drops everything that Discord sends. */
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
      // The first chunk is the WebSocket upgrade, the second IDENTIFY or RESUME.
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

/** Opens a proxy to a listening server, which from now on gives the proxy's address as its own. */
export async function tcpProxy(server: DiscordServer): Promise<TcpProxy> {
  const line = new TcpProxy(Number(new URL(server.gatewayUrl).port));
  const url = await line.start();
  onTestFinished(() => line.stop());
  Object.defineProperty(server, 'gatewayUrl', { value: url });
  return line;
}
