import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../core/errors.ts';
import { isAllowedHost } from './allowed-host.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { type ListenAddress, listenAddressText } from './listen-address.ts';

export interface Page {
  /** The HTTP status. */
  readonly status: number;
  readonly contentType: string;
  /** CounterChunk by piece, as fast as they are read. */
  readonly body: Iterable<string> | AsyncIterable<string>;
}

export interface WebServerDeps {
  readonly address: ListenAddress;
  /** The names under which it may be asked, beside that of the address: see {@link isAllowedHost}. */
  readonly hosts: readonly string[];
  /** What is found under which path. */
  readonly pages: Readonly<Record<string, () => Page | Promise<Page>>>;
  /** A page could not be made, or a connection not be taken. */
  readonly onFailure: (error: unknown) => void;
  /** A request must have arrived after so long, and an answer be read after six times that. */
  readonly patienceMs?: number;
}

/** A web server that listens. */
export interface WebServer {
  /** Breaks off whatever is under way, and listens no more. */
  close(): Promise<void>;
}

/**
 * Serves pages, to be read only, over plain HTTP.
 *
 * @throws {UserError} when it cannot listen at the address.
 */
export async function serve(deps: WebServerDeps): Promise<WebServer> {
  const { address, onFailure, patienceMs = defaultPatienceMs } = deps;
  const timeouts = {
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: Math.ceil(patienceMs / 10),
  };
  const limit = new ConnectionLimit(mostConnections);
  const server = createServer(timeouts, (request, response) => {
    const { socket } = request;
    limit.began(socket);
    const deadline = setTimeout(() => response.destroy(), 6 * patienceMs).unref();
    response.once('close', () => {
      clearTimeout(deadline);
      limit.ended(socket);
    });
    answer(request, response, deps).catch((error: unknown) => {
      response.destroy();
      if (!hasGoneAway(error)) onFailure(error);
    });
  });
  server.on('connection', (socket) => limit.opened(socket));
  server.setTimeout(patienceMs);
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(address, error as NodeJS.ErrnoException);
  }
  server.on('error', onFailure); // Such as a connection that cannot be taken because too many files are open.
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

async function answer(request: IncomingMessage, response: ServerResponse, parts: WebServerDeps): Promise<void> {
  const { status, contentType, body } = await pageFor(request, parts);
  if (status === methodNotAllowed.status) response.setHeader('Allow', 'GET, HEAD');
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
  if (request.method === 'HEAD') response.end();
  else await pipeline(Readable.from(body), response);
}

async function pageFor({ url, method, headers }: IncomingMessage, deps: WebServerDeps): Promise<Page> {
  const { address, hosts, pages } = deps;
  if (!isAllowedHost(headers.host, [address.host.toLowerCase(), ...hosts])) return misdirected;
  if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed;
  const [path = ''] = (url ?? '').split('?');
  return (Object.hasOwn(pages, path) ? await pages[path]?.() : undefined) ?? notFound;
}

const notFound = textPage(404, 'There are /metrics, /healthz and /readyz.');
const misdirected = textPage(421, 'Expected an IP address, localhost or a name from METRICS_HOSTS as the host.');
const methodNotAllowed = textPage(405, 'Expected GET or HEAD.');

/** A page of plain text, with a line for each that is given. */
export function textPage(status: number, ...lines: readonly string[]): Page {
  return { status, contentType: 'text/plain; charset=utf-8', body: lines.map((line) => `${line}\n`) };
}

/** Whoever asked did not wait for the end, or we are closing: nothing is wrong. */
function hasGoneAway(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

function cannotListen(address: ListenAddress, cause: NodeJS.ErrnoException): UserError {
  const reason = reasons[cause.code ?? ''] ?? `cannot be listened at (${cause.code ?? cause.message})`;
  return new UserError(
    `METRICS_ADDRESS: expected an address of this machine with a free port, but ${listenAddressText(address)} ${reason}`,
    { cause },
  );
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EADDRNOTAVAIL: 'is none of its addresses',
  EACCES: 'is not allowed to Census (ports below 1024 are kept for the system)',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that cannot be looked up',
};
