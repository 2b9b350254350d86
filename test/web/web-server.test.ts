import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { readOnly, textStream, type WebApp, webApp } from '../../src/web/web-app.ts';
import { serve } from '../../src/web/web-server.ts';
import { freePort } from './free-port.ts';

type AddPages = (app: WebApp, onFailure: (error: unknown) => void) => void;

async function aServer(addPages: AddPages = () => {}, given: { patienceMs?: number } = {}) {
  const port = await freePort();
  const failures: unknown[] = [];
  const address = { host: '127.0.0.1', port };
  const onFailure = (error: unknown) => failures.push(error);
  const app = webApp({ hosts: [], hostsSetting: 'WEB_HOSTS', onFailure });
  addPages(app, onFailure);
  const server = await serve({ address, addressSetting: 'WEB_ADDRESS', app, onFailure, ...given });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await server.close();
    isClosed = true;
  };
  onTestFinished(close);
  return { address, app, url: `http://127.0.0.1:${port}`, failures, close };
}

/** One short, read-only page. */
function here(app: WebApp): void {
  app.use(readOnly);
  app.get('/here', ({ text }) => text('here\n'));
}

/** An endless page, and {@link here}. */
function endlessAndHere(app: WebApp, onFailure: (error: unknown) => void): void {
  app.get('/endless', (context) => context.body(textStream(context, endless(), onFailure)));
  here(app);
}

/** Chunks for as long as they are read. */
async function* endless(): AsyncGenerator<string> {
  for (;;) {
    yield 'x'.repeat(10_000);
    await new Promise(setImmediate);
  }
}

describe('the web server', () => {
  it('returns the page of a path, whatever the query', async () => {
    const { url } = await aServer(here);
    for (const path of ['/here', '/here?a=b']) {
      const answer = await fetch(url + path);
      expect([answer.status, await answer.text()]).toEqual([200, 'here\n']);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; ?charset=utf-8$/i);
    }
  });

  it.each(['/', '/here/', '/here/..', '/toString', '/__proto__', '//'])('has no page at %s', async (path) => {
    const { url } = await aServer(here);
    expect(await statusOf(`${url}${path}`)).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const { url } = await aServer(here);
    const answer = await fetch(`${url}/here`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('answers HEAD without a body', async () => {
    const { url } = await aServer((app) => app.get('/here', ({ text }) => text('here', 503)));
    const answer = await fetch(`${url}/here`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([503, '']);
  });

  it.each(['/here', '/there', '/broken'])('forbids caching the answer for %s', async (path) => {
    const { url } = await aServer(brokenAndHere);
    expect((await fetch(url + path)).headers.get('cache-control')).toBe('no-store');
  });

  it('answers HTTP/1.0, which needs no Host header', async () => {
    const { address } = await aServer(here);
    const socket = await slow(address, 'GET /here HTTP/1.0\r\n\r\n');
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nhere\n$/s);
  });

  it('reports a page that cannot be made, and continues', async () => {
    const { url, failures } = await aServer(brokenAndHere);
    const answer = await fetch(`${url}/broken`);
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('cause')]);
    expect(failures).toEqual([new Error('the cause')]);
    expect((await fetch(`${url}/here`)).status).toBe(200);
  });

  it('closes the connection if a page fails in its middle, and prints nothing itself', async () => {
    const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'info')];
    const half = async function* () {
      yield 'x'.repeat(100_000);
      await new Promise(setImmediate);
      throw new Error('the cause');
    };
    const { url, failures } = await aServer((app, onFailure) => {
      app.get('/half', (context) => context.body(textStream(context, half(), onFailure)));
    });
    await expect(fetch(`${url}/half`).then((answer) => answer.text())).rejects.toThrow();
    expect(failures).toEqual([new Error('the cause')]);
    for (const method of printed) expect(method).not.toHaveBeenCalled();
  });

  it('can be closed at any time: during a request, an answer, or with a kept connection', async () => {
    const { address, url, failures, close } = await aServer(endlessAndHere);
    const halfSent = connect(address.port, address.host, () => halfSent.write('GET /here HTTP/1.1\r\nHo'));
    await once(halfSent, 'connect');
    const halfRead = request(`${url}/endless`).end();
    const [answer] = await once(halfRead, 'response');
    await once(answer, 'readable');
    answer.on('error', () => {}); // It is aborted.
    await (await fetch(`${url}/here`)).text();
    const ended = once(halfSent, 'close');
    await close();
    await ended;
    expect(failures).toEqual([]);
    await expect(fetch(`${url}/here`)).rejects.toThrow();
  });

  it('says in one sentence that a port is taken', async () => {
    const { address, app } = await aServer();
    await expect(serve({ address, addressSetting: 'WEB_ADDRESS', app, onFailure: () => {} })).rejects.toThrow(
      new UserError(
        'WEB_ADDRESS: expected an address of this machine with a free port, ' +
          `but 127.0.0.1:${address.port} is in use by another program`,
      ),
    );
  });

  it.each([
    ['192.0.2.1', /but 192\.0\.2\.1:\d+ is none of its addresses$/],
    ['2001:db8::1', /but \[2001:db8::1\]:\d+ (is none of its addresses|cannot be listened at \(E[A-Z]+\))$/],
  ])('says in one sentence that it cannot listen at %s', async (host, sentence) => {
    const address = { host, port: await freePort() };
    const app = webApp({ hosts: [], hostsSetting: 'WEB_HOSTS', onFailure: () => {} });
    const refusal = await serve({ address, addressSetting: 'WEB_ADDRESS', app, onFailure: () => {} }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as Error).message).toMatch(sentence);
  });
});

describe('slow connections', () => {
  it('keep no one out: neither 200 whose requests do not end nor 200 that do not read their answers', async () => {
    const { address, url, failures } = await aServer(endlessAndHere);
    for (const sent of ['GET /here HTTP/1.1\r\nHo', 'GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n']) {
      const sockets = await Promise.all(Array.from({ length: 200 }, () => slow(address, sent)));
      const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${url}/here`)));
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
      for (const socket of sockets) socket.destroy();
    }
    expect(failures).toEqual([]);
  });

  it('are closed if a request has not arrived in time, even if it is still arriving', async () => {
    const { address } = await aServer(here, { patienceMs: 100 });
    const socket = await slow(address, 'GET /here HTTP/1.1\r\nX: ');
    const trickle = setInterval(() => socket.write('x'), 10);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(trickle);
  });

  it('are closed if an answer has not been read in time, even if it is still being read', async () => {
    const { address, failures } = await aServer(endlessAndHere, { patienceMs: 50 });
    const socket = await slow(address, 'GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(failures).toEqual([]);
  });
});

/** A page that cannot be made, and {@link here}. */
function brokenAndHere(app: WebApp): void {
  app.get('/broken', () => {
    throw new Error('the cause');
  });
  here(app);
}

/** A connection with this text sent. Its end is no error. */
async function slow({ port, host }: { port: number; host: string }, sent: string): Promise<Socket> {
  const socket = connect(port, host);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(sent);
  return socket;
}

/** Requests the path as given: `fetch` would normalize it first. */
async function statusOf(url: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf(port) + port.length);
  const asked = request({ hostname, port, path }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  return answer.statusCode;
}
