import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../core/user-error.ts';
import { type ListenAddress, listenAddressText } from './listen-address.ts';

export interface Page {
  /** The HTTP status. */
  readonly status: number;
  readonly contentType: string;
  /** Piece by piece, as fast as they are read. */
  readonly body: Iterable<string> | AsyncIterable<string>;
}

export interface WebServerParts {
  readonly address: ListenAddress;
  /** What is found under which path. */
  readonly pages: Readonly<Record<string, () => Page | Promise<Page>>>;
  /** A page could not be made, or a connection not be taken. */
  readonly onFailure: (error: unknown) => void;
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
export async function serve({ address, pages, onFailure }: WebServerParts): Promise<WebServer> {
  const server = createServer({ requestTimeout: patienceMs, headersTimeout: patienceMs }, (request, response) => {
    answer(request, response, pages).catch((error: unknown) => {
      response.destroy();
      if (!hasGoneAway(error)) onFailure(error);
    });
  });
  server.maxConnections = mostConnections;
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

/** A connection on which nothing moves for so long is cut. */
const patienceMs = 10_000;

const mostConnections = 32;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pages: WebServerParts['pages'],
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead) response.setHeader('Allow', 'GET, HEAD');
  const { status, contentType, body } = !isRead ? methodNotAllowed : page === undefined ? notFound : await page();
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
  if (request.method === 'HEAD') response.end();
  else await pipeline(Readable.from(body), response);
}

const notFound = textPage(404, 'There are /metrics, /healthz and /readyz.');
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
