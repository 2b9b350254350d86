import { setImmediate as nextTurn } from 'node:timers/promises';
import { DiscordAPIError, HTTPError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { explained, NoAnswer } from '../../../src/gateway/rest/no-answer.ts';
import { Patience } from '../../../src/gateway/rest/patience.ts';
import { readAnswer, UnexpectedAnswer } from '../../../src/gateway/rest/rest-answer.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

/** Patience in simulated time, and what it has logged. */
function somePatience() {
  const clock = new SimulatedClock(0);
  const lines: string[] = [];
  const stopping = new AbortController();
  const patience = new Patience({
    clock,
    log: { info: (_fields, line) => lines.push(line), warn: (_fields, line) => lines.push(line) },
    signal: stopping.signal,
  });
  const pass = async (seconds: number) => {
    await nextTurn();
    await clock.setTo(clock.now() + seconds * 1000);
    await nextTurn();
  };
  return { patience, clock, lines, stopping, pass };
}

const answer = (status: number) => new HTTPError(status, 'what it said', 'GET', 'https://discord.com/api', {});
const refusal = (status: number) =>
  new DiscordAPIError({ message: 'what it said', code: 0 }, 0, status, 'GET', 'https://discord.com/api', {});
const lineFault = (code: string) => Object.assign(new Error('the line is dead'), { code });
const named = (name: string) => Object.assign(new Error('it took too long'), { name });

/** Temporary failures. */
const passing: readonly (readonly [how: string, error: unknown])[] = [
  ...[429, 500, 502, 503, 504].flatMap((status) => [
    [`HTTP ${status}`, answer(status)] as const,
    [`an error of the API with ${status}`, refusal(status)] as const,
  ]),
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE'].map(
    (code) => [code, lineFault(code)] as const,
  ),
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_SOCKET'].map(
    (code) => [code, lineFault(code)] as const,
  ),
  ['an aborted request', named('AbortError')],
  ['a time-out', named('TimeoutError')],
  ['invalid JSON', new SyntaxError('Unexpected token')],
  ['an answer that is not as documented', new UnexpectedAnswer('no time')],
];

describe('a start', () => {
  it.each(passing)('waits for %s to pass, and logs it once', async (_how, error) => {
    const { patience, lines, pass } = somePatience();
    let times = 0;
    const answered = patience.answerTo(async () => {
      times += 1;
      if (times <= 8) throw error;
      return 'an answer';
    });
    for (const seconds of [1, 2, 4, 8, 16, 32, 60]) await pass(seconds);
    expect(times).toBe(8);
    await pass(60);
    expect(await answered).toBe('an answer');
    expect(lines).toEqual(['Discord does not answer; Census asks again until it does', 'Discord answers']);
  });

  it('also logs a slow answer', async () => {
    const { patience, lines, pass } = somePatience();
    let give = (_answer: string) => {};
    const answered = patience.answerTo(
      () =>
        new Promise<string>((resolve) => {
          give = resolve;
        }),
    );
    await pass(9);
    expect(lines).toEqual([]);
    await pass(1);
    give('an answer');
    expect(await answered).toBe('an answer');
    expect(lines).toEqual(['Discord does not answer; Census asks again until it does', 'Discord answers']);
  });

  it('logs nothing about a prompt answer', async () => {
    const { patience, lines, pass } = somePatience();
    expect(await patience.answerTo(async () => 7)).toBe(7);
    await pass(100);
    expect(lines).toEqual([]);
  });

  it.each([
    [401, 'refuses the token'],
    [403, 'refuses this bot'],
  ])('does not wait for a %i to pass', async (status, sentence) => {
    const { patience } = somePatience();
    const ended = patience.answerTo(() => Promise.reject(refusal(status)));
    await expect(ended).rejects.toThrow(sentence);
    await expect(ended).rejects.toBeInstanceOf(UserError);
    expect(explained(refusal(status))).not.toBeInstanceOf(NoAnswer);
  });

  it.each([new TypeError('a bug'), new RangeError('a bug'), answer(404), refusal(400), new UserError('a mistake')])(
    'does not take %s for silence',
    async (error) => {
      const { patience } = somePatience();
      await expect(patience.answerTo(() => Promise.reject(error))).rejects.toBe(error);
    },
  );

  it('ends when aborted before, during and between requests, and leaves no timer', async () => {
    for (const ask of [() => new Promise<never>(() => {}), () => Promise.reject(answer(503))]) {
      const { patience, clock, stopping, pass } = somePatience();
      const ended = expect(patience.answerTo(ask)).rejects.toThrow('told to');
      await pass(0);
      stopping.abort(new Error('told to'));
      await ended;
      expect(clock.nextDueMs).toBe(null);
      await expect(patience.answerTo(async () => 7)).rejects.toThrow('told to');
    }
  });
});

describe('an answer of Discord', () => {
  it.each([
    ['channel', { id: 7, type: 0 }, 'channel, id'],
    ['channel', null, 'channel'],
    ['channels', {}, 'channels'],
    ['channels', [{ id: '1', type: 'text' }], 'channels, [].type'],
    ['threads', { threads: null }, 'threads, threads'],
    ['archivedThreads', { threads: [] }, 'archivedThreads, has_more'],
    ['messages', [{ id: '1', type: 0 }], 'messages, [].author'],
    ['messages', '<html>', 'messages'],
    ['guild', { id: '1', owner_id: '2', roles: [{ id: '1', permissions: 8 }] }, 'guild, roles[].permissions'],
    ['member', { roles: null }, 'member, roles'],
    ['commands', [{}], 'commands, [].name'],
    ['gateway', { url: 'wss://gateway.discord.gg', shards: 0 }, 'gateway, shards'],
  ] as const)('of the kind %s is not %j', (kind, given, field) => {
    expect(() => readAnswer(kind, given)).toThrow(new UnexpectedAnswer(field));
  });
});
