import { isIPv4, isIPv6 } from 'node:net';
import { ReadableStream } from 'node:stream/web';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';

/** Pages on top of Node.js requests and responses. */
export type WebApp = Hono<WebEnv>;

export interface WebEnv {
  Bindings: HttpBindings;
}

export interface WebAppDeps {
  /** The names under which it answers, in lower case: see {@link isAllowedHost}. */
  readonly hosts: readonly string[];
  /** The environment variable that sets them, for the answer to a request under another name. */
  readonly hostsSetting: string;
  /** A page could not be made. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * An app without pages. It refuses foreign host names first, forbids caching of all answers, and answers 500 if a page
 * throws.
 */
export function webApp({ hosts, hostsSetting, onFailure }: WebAppDeps): WebApp {
  const app: WebApp = new Hono();
  app.use(noStore, allowHosts(hosts, hostsSetting));
  app.notFound((context) => context.text('There is no such page.\n', 404));
  app.onError((error, context) => {
    onFailure(error);
    return context.text('Census could not make this page. The log says why.\n', 500);
  });
  return app;
}

const noStore: MiddlewareHandler<WebEnv> = async (context, next) => {
  await next();
  context.header('Cache-Control', 'no-store');
};

function allowHosts(hosts: readonly string[], setting: string): MiddlewareHandler<WebEnv> {
  return async ({ env, text }, next) => {
    if (isAllowedHost(env.incoming.headers.host, hosts)) return next();
    return text(`Expected an IP address, localhost or a name from ${setting} as the host.\n`, 421);
  };
}

/** Refuses all methods that could change something. */
export const readOnly: MiddlewareHandler<WebEnv> = async ({ req, text }, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  return text('Expected GET or HEAD.\n', 405, { Allow: 'GET, HEAD' });
};

/**
 * Whether a request with this Host header is answered. Allowed are IP addresses, `localhost` and the given names, which
 * are in lower case. A web page can make a browser send requests to this machine only under the page's own name (DNS
 * rebinding), never under an IP address. Browsers always send the header. The port does not matter, because it may be
 * forwarded.
 */
export function isAllowedHost(header: string | undefined, names: readonly string[]): boolean {
  if (header === undefined) return true;
  const [, bracketed, bare = ''] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::\d*)?$/.exec(header.toLowerCase()) ?? [];
  if (bracketed !== undefined) return isIPv6(bracketed);
  return isIPv4(bare) || bare === 'localhost' || names.includes(bare);
}

/**
 * A body that is made piece by piece, as fast as it is read. If a piece cannot be made, the connection is closed, so
 * that the client does not mistake a part for the whole.
 */
export function textStream(
  { env }: Context<WebEnv>,
  pieces: AsyncIterable<string>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const encoded = async function* () {
    try {
      for await (const piece of pieces) yield encoder.encode(piece);
    } catch (error) {
      // The library would print an error in the stream itself.
      env.outgoing.destroy();
      onFailure(error);
    }
  };
  return ReadableStream.from(encoded());
}
