import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { API } from '@discordjs/core';
import { REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { formatErrorStack } from '../src/core/errors.ts';
import { createLog, redact } from '../src/log.ts';
import { general } from './cast.ts';
import { alice, guildId, stage } from './simulator/server/stage.ts';

const secret = createHash('sha256').update('a salt').digest();

describe('redact', () => {
  it.each([
    ['an id', 'user 123456789012345678 left', 'user [id] left'],
    ['an id between letters', '/users/x123456789012345678y/', '/users/x[id]y/'],
    ['an id with every digit encoded', `/users/${'%31%32%33'.repeat(6)}`, '/users/[id]'],
    ['a hash', `hash ${'0a'.repeat(16)}`, 'hash [hex]'],
    ['half a hash, in capitals', 'it was 0A1B2C3D4E5F6A7B', 'it was [hex]'],
    ['an interaction token', '/interactions/1/aW50ZXJhY3Rpb246MTI/callback', '/interactions/1/[token]/callback'],
    ['a short one', '/interactions/1/abc/callback', '/interactions/1/[token]/callback'],
    ['a webhook token', '/webhooks/1/aW50ZXJhY3Rpb246MTI/messages', '/webhooks/1/[token]/messages'],
    ['one in an encoded URL', 'to=%2Fwebhooks%2F1%2FaW50ZXJh%2Fmessages', 'to=%2Fwebhooks%2F1%2F[token]'],
    ['a webhook token by itself', `it is ${'aB3_-'.repeat(13)}xyz`, 'it is [token]'],
    ['a bot token', `it is ${'M'.repeat(24)}.Gabcde.${'x'.repeat(38)}`, 'it is [token]'],
    ['the value of a secret name', '{"token":"short"}', '{"token":"[secret]"}'],
    ['one within a JSON string', '{"body":"{\\"token\\":\\"short\\"}"}', '{"body":"{\\"token\\":\\"[secret]\\"}"}'],
    ['an authorization header', 'Authorization: Bot any', 'Authorization: Bot [secret]'],
  ])('removes %s', (_what, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ['in base64', secret.toString('base64')],
    ['in base64url', secret.toString('base64url')],
    ['in hexadecimal', secret.toString('hex').toUpperCase()],
    ['in hexadecimal with colons', secret.toString('hex').replace(/..(?=.)/g, '$&:')],
    ['as Node shows a buffer', inspect(secret)],
    ['as Node shows an array', inspect(new Uint8Array(secret))],
    ['as JSON shows a buffer', JSON.stringify(secret)],
    ['as JSON shows an array', JSON.stringify(new Uint8Array(secret))],
    ['as JSON within JSON', JSON.stringify({ err: JSON.stringify(new Uint8Array(secret)) })],
    ['within a line of the log', JSON.stringify({ err: inspect(new Uint8Array(secret)) })],
  ])('removes 32 bytes %s', (_how, text) => {
    // Only brackets, names, and at most one byte of the secret are left.
    const left = redact(text)
      .replace(/\[(?:hex|bytes|token)\]/g, '')
      .replace(/Uint8Array\(32\)/g, '');
    expect(left.match(/\d+|[0-9a-f]{2}(?![a-z])/gi) ?? []).toEqual([]);
  });

  it('removes every secret of 32 bytes, whatever characters its text has', () => {
    for (let round = 0; round < 500; round += 1) {
      const bytes = createHash('sha256').update(String(round)).digest();
      for (const form of ['hex', 'base64', 'base64url'] as const) {
        const text = bytes.toString(form);
        expect(redact(`salt was ${text}, then`), text).toMatch(/^salt was \[(?:hex|token)\](?:[^\w]*), then$/);
      }
    }
  });

  it.each(['hello canary', '{"content":canary}', `[${'"x",'.repeat(30)}canary${',"y"'.repeat(30)}]`])(
    'removes the text that the JSON parser quotes: %s',
    (text) => {
      let message = '';
      try {
        JSON.parse(text);
      } catch (error) {
        message = String(error);
      }
      expect(message, 'it does quote').toContain('canary');
      expect(redact(message)).not.toContain('canary');
      const line = redact(JSON.stringify({ level: 50, err: message, msg: 'failed' }));
      expect(line).toMatch(/^\{"level":50,"err":"SyntaxError:? \[text\] is not valid JSON","msg":"failed"\}$/);
    },
  );

  it('removes the text that BigInt quotes', () => {
    expect(() => BigInt('what Jennifer said')).toThrow(/Jennifer/);
    expect(redact('SyntaxError: Cannot convert what Jennifer said to a BigInt\n at')).toBe(
      'SyntaxError: Cannot convert [text] to a BigInt\n at',
    );
  });

  it.each([
    '{"time":"2026-03-01T00:00:07.123Z","ms":1740787207123}',
    'at run (file:///opt/census/dist/discord/commands/command-router.js:12:34)',
    'at async SequentialHandler.runRequest (/opt/census/node_modules/@discordjs/rest/dist/index.js:742:23)',
    'C:\\Census\\node_modules\\better-sqlite3\\lib\\database.js:1:2',
    'March 2026: 4,120 members anonymised, coverage 97.8 %, gap 14 Mar 02:10–18:00',
    'SQLITE_CONSTRAINT_PRIMARYKEY: UNIQUE constraint failed: member.guild_month, member.number',
  ])('keeps what helps: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('createLog', () => {
  const lineOf = (write: (log: ReturnType<typeof createLog>) => void, token?: string) => {
    const output = new PassThrough();
    write(createLog('info', output, token));
    return String(output.read());
  };

  it('redacts the message of an error and of its causes', () => {
    const err = new Error('no member 123456789012345678', { cause: new Error(`hash ${secret.toString('hex')}`) });
    const line = lineOf((log) => log.error({ err }, 'failed'));
    expect(JSON.parse(line)).toMatchObject({ msg: 'failed' });
    expect(line).toContain('no member [id]');
    expect(line).not.toMatch(new RegExp(`123456789012345678|${secret.toString('hex', 0, 4)}`));
  });

  it('redacts fields and messages like errors', () => {
    const line = lineOf((log) => log.warn({ guild: { members: ['123456789012345678'] } }, `of ${'9'.repeat(18)}`));
    expect(line).not.toMatch(/\d{15}/);
  });

  it("removes the bot's own token, whatever it looks like", () => {
    const line = lineOf(
      (log) => log.error({ err: new Error('refused: an/odd/token/of/ours!') }, ''),
      'an/odd/token/of/ours!',
    );
    expect(line).toContain('refused: [token]');
  });
});

describe('the log of a failed request', () => {
  /** Everything that an error has, as the most careless logging would show it. */
  const everythingOf = (error: unknown) => `${inspect(error, { depth: 9 })}\n${formatErrorStack(error)}`;

  async function failures(begin: (api: API, application: string) => Promise<unknown>, status: 403 | 404 | 500) {
    const { server } = await stage();
    server.settings.token = botToken;
    const api = new API(new REST({ api: server.apiUrl, retries: 0 }).setToken(botToken));
    server.faults.failRequests(1, status);
    return begin(api, server.botId).then(
      () => 'it did not fail',
      (error: unknown) => everythingOf(error),
    );
  }

  const botToken = `${'M'.repeat(24)}.Gabcde.${'x'.repeat(38)}`;
  const token = Buffer.from(`interaction:${alice}:${'r'.repeat(40)}`).toString('base64url');
  const webhookToken = 'aB3_-'.repeat(13);
  const requests = {
    'an answer to an interaction': (api: API) => api.interactions.defer('123456789012345678', token),
    'an edit of an answer': (api: API, application: string) =>
      api.interactions.editReply(application, token, { content: 'the answer' }),
    'a message by a webhook': (api: API) => api.webhooks.execute('123456789012345678', webhookToken, { content: 'x' }),
    'a question about a member': (api: API) => api.guilds.getMember(guildId, alice),
    'a message to a channel': (api: API) => api.channels.createMessage(general, { content: `<@${alice}>` }),
  };

  it.each(
    Object.entries(requests).flatMap(([what, begin]) =>
      ([403, 404, 500] as const).map((status) => ({ what, begin, status })),
    ),
  )('identifies no one and grants no access: $what, answered $status', async ({ begin, status }) => {
    const text = await failures(begin, status);
    expect(text, 'the error carries what must not be seen').toMatch(new RegExp([alice, token, webhookToken].join('|')));
    const shown = redact(text);
    expect(shown).toMatch(/DiscordAPIError|HTTPError/);
    for (const canary of [alice, token, webhookToken, botToken]) expect(shown).not.toContain(canary);
    expect(shown).not.toMatch(/\d{15}/);
  });

  it('identifies no one when a request is aborted or gets no answer', async () => {
    const api = new API(new REST({ api: 'http://127.0.0.1:9/api', retries: 0 }).setToken(botToken));
    const brokenOff = AbortSignal.abort(new Error(`gave up on ${alice}`));
    const errors = await Promise.all([
      api.interactions.defer('1', token).catch(everythingOf),
      api.guilds.getMember(guildId, alice, { signal: brokenOff }).catch(everythingOf),
    ]);
    expect(errors.join('\n')).toContain('ECONNREFUSED');
    expect(redact(errors.join('\n'))).not.toMatch(/\d{15}|aW50ZXJhY3/);
  });
});
