import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog, redact } from '../src/log.ts';

describe('redact', () => {
  it.each([
    ['an id', 'user 123456789012345678 left', 'user [id] left'],
    ['an id between letters', '/users/x123456789012345678y/', '/users/x[id]y/'],
    ['a hash', `hash ${'0a'.repeat(16)}`, 'hash [hex]'],
    ['an interaction token', '/interactions/1/aW50ZXJhY3Rpb246MTI/callback', '/interactions/1/[token]/callback'],
    ['a webhook token', '/webhooks/1/aW50ZXJhY3Rpb246MTI/messages', '/webhooks/1/[token]/messages'],
    ['a bot token', `Bot ${'M'.repeat(24)}.Gabcde.${'x'.repeat(38)}`, 'Bot [token]'],
  ])('blots out %s', (_what, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('leaves times and amounts alone', () => {
    expect(redact('{"time":"2026-03-01T00:00:07.123Z","ms":1740787207123}')).toContain('1740787207123');
  });
});

describe('createLog', () => {
  it('redacts what an error carries', () => {
    const output = new PassThrough();
    createLog('info', output).error({ err: new Error('no member 123456789012345678') }, 'failed');
    const line = String(output.read());
    expect(line).toContain('no member [id]');
    expect(line).not.toContain('123456789012345678');
  });
});
