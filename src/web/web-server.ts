import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { UserError } from '../core/errors.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { type ListenAddress, listenAddressText } from './listen-address.ts';
import type { WebApp } from './web-app.ts';

export interface WebServerDeps {
  readonly address: ListenAddress;
  /** The environment variable that sets the address, for the error. */
  readonly addressSetting: string;
  readonly app: WebApp;
  /** A connection cannot be accepted. */
  readonly onFailure: (error: unknown) => void;
  /** How long a request may take to arrive. Reading the answer may take six times that. */
  readonly patienceMs?: number;
}

/** A web server that listens. */
export interface WebServer {
  /** Aborts all requests and answers, and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves an app over plain HTTP. Slow connections are closed and cannot keep new ones out.
 *
 * @throws {UserError} if it cannot listen at the address.
 */
export async function serve(deps: WebServerDeps): Promise<WebServer> {
  const { address, addressSetting, app, onFailure, patienceMs = defaultPatienceMs } = deps;
  const timeouts = {
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: Math.ceil(patienceMs / 10),
  };
  const limit = new ConnectionLimit(mostConnections);
  // The default for a missing Host header, which only HTTP/1.0 allows.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, hostname: 'localhost' });
  const server = createServer(timeouts, (request, response) => {
    const { socket } = request;
    limit.began(socket);
    const deadline = setTimeout(() => response.destroy(), 6 * patienceMs).unref();
    response.once('close', () => {
      clearTimeout(deadline);
      limit.ended(socket);
    });
    void listener(request, response);
  });
  server.on('connection', (socket) => limit.opened(socket));
  server.setTimeout(patienceMs);
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(address, addressSetting, error as NodeJS.ErrnoException);
  }
  server.on('error', onFailure); // For example, a connection cannot be accepted because too many files are open.
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const defaultPatienceMs = 10_000;

const mostConnections = 64;

function cannotListen(address: ListenAddress, setting: string, cause: NodeJS.ErrnoException): UserError {
  const reason = reasons[cause.code ?? ''] ?? `does not allow listening (${cause.code ?? cause.message})`;
  return new UserError(
    `${setting}: expected an address of this machine with a free port, but ${listenAddressText(address)} ${reason}`,
    { cause },
  );
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EADDRNOTAVAIL: 'is none of its addresses',
  EACCES: 'is not allowed for this user (ports below 1024 are reserved for the system)',
  ENOTFOUND: 'has an unknown name',
  EAI_AGAIN: 'has a name that cannot be looked up',
};
