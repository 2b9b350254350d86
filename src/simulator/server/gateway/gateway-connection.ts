import type { Socket } from 'node:net';
import type { GatewayOpcodes } from '@discordjs/core';
import { WebSocket } from 'ws';
import type { GatewaySession } from './gateway-session.ts';

/** One WebSocket between a client and the gateway. */
export class GatewayConnection {
  readonly #webSocket: WebSocket;
  readonly #tcpSocket: Socket;
  #isCorked = false;
  /** The session of this connection; null before IDENTIFY or RESUME. */
  session: GatewaySession | null = null;

  constructor(webSocket: WebSocket, tcpSocket: Socket) {
    this.#webSocket = webSocket;
    this.#tcpSocket = tcpSocket;
  }

  /** Sends a payload that is no dispatch. */
  send(op: GatewayOpcodes, data: unknown): void {
    this.sendFrame(JSON.stringify({ op, d: data, s: null, t: null }));
  }

  /** Sends a frame. The frames of one turn of the event loop are written together, which saves system calls. */
  sendFrame(frame: string | Uint8Array): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#tcpSocket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        this.#tcpSocket.uncork();
      });
    }
    this.#webSocket.send(frame);
  }

  close(code: number): void {
    this.#webSocket.close(code);
  }

  /** Cuts the connection without a close frame. */
  drop(): void {
    this.#tcpSocket.destroy();
  }
}
