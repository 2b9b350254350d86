import type { Socket } from 'node:net';

/**
 * Keeps the number of connections within a limit by closing old ones, so that slow connections never keep a new one
 * out. The first to be closed is the one that has waited longest without a complete request, then the one whose answer
 * takes longest.
 */
export class ConnectionLimit {
  readonly #most: number;
  /** Connections without a complete request, the oldest first. */
  readonly #waiting = new Set<Socket>();
  /** Connections that are being answered, the oldest first. */
  readonly #answering = new Set<Socket>();

  constructor(most: number) {
    this.#most = most;
  }

  /** A connection was opened. If there are now too many, another one is closed. */
  opened(socket: Socket): void {
    this.#waiting.add(socket);
    socket.once('close', () => this.#forget(socket));
    if (this.#waiting.size + this.#answering.size <= this.#most) return;
    const [oldest] = this.#waiting.size > 1 ? this.#waiting : this.#answering;
    if (oldest === undefined) return;
    this.#forget(oldest); // Closing takes a moment. If more are opened meanwhile, each one closes another.
    oldest.destroy();
  }

  /** A request has arrived completely. */
  began(socket: Socket): void {
    this.#waiting.delete(socket);
    this.#answering.add(socket);
  }

  /** The request is answered, and the connection may be used again. */
  ended(socket: Socket): void {
    this.#answering.delete(socket);
    if (!socket.destroyed) this.#waiting.add(socket);
  }

  #forget(socket: Socket): void {
    this.#waiting.delete(socket);
    this.#answering.delete(socket);
  }
}
