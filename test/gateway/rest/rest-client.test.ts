import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { REST } from 'discord.js';
import { expect, it, onTestFinished } from 'vitest';
import { restClient } from '../../../src/gateway/rest/rest-client.ts';

it('survives answers that come before a file is sent', async () => {
  const api = await answersAtOnce();
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  });
  const rest = restClient({ api, retries: 0 }).setToken('a.good.token');
  // Whether the answer or the file is first is up to chance: of 180 messages, the other agent failed in some 70.
  for (let round = 0; round < 60; round += 1) {
    const bytes = round % 2 === 0 ? 300 : 300_000;
    const sent = ['1', '2', '3'].map((channel) => send(rest, channel, bytes));
    expect(await Promise.allSettled(sent)).toMatchObject(sent.map(() => ({ status: 'rejected' })));
  }
  expect(uncaught).toEqual([]);
});

function send(rest: REST, channel: string, bytes: number): Promise<unknown> {
  const files = ['a', 'b', 'c'].map((name) => ({ name, data: Buffer.alloc(bytes) }));
  return rest.post(`/channels/51000000000000000${channel}/messages`, { body: { content: 'numbers' }, files });
}

/** A Discord that answers nonsense before it has read a request. Returns its address. */
async function answersAtOnce(): Promise<string> {
  const server = createServer((asked, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' }).end('nonsense');
    asked.on('data', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}
