import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../src/core/errors.ts';
import { createLog, redact } from '../src/log.ts';
import { projectRoot } from './project-root.ts';

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A run of characters of an alphabet. */
const run = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

/** What must never stand in a log. */
const secrets = fc.oneof(
  run('0123456789', 15, 24),
  run('0123456789abcdef', 16, 80),
  run('0123456789ABCDEF', 16, 80),
  run(`${base64}-_`, 40, 90),
  fc.tuple(run(base64, 18, 30), run(`${base64}-_`, 5, 8), run(`${base64}-_`, 20, 40)).map((parts) => parts.join('.')),
  run(`${base64}+/`, 43, 43).map((text) => `${text}=`),
  run(`${base64}+/`, 22, 22).map((text) => `${text}==`),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => `[${bytes.join(', ')}]`),
);

/** What stands around it: prose, punctuation, and pieces on which the patterns begin or end. */
const surroundings = fc.oneof(
  run('az09 .,:;=/%-_"\\[](){}\n', 0, 12),
  fc.constantFrom(
    'token: ',
    'token":"',
    'salt=',
    'Bot ',
    '/webhooks/1/',
    ' %2f',
    'SyntaxError: ',
    ' is not valid JSON',
  ),
  fc.constantFrom(
    'Cannot convert ',
    ' to a BigInt',
    'Unexpected token ',
    '<Buffer ',
    '00 11 ',
    '1, 2, ',
    '"0":1,',
    '=',
  ),
);

describe('the redaction of any text', () => {
  it('agrees with the plain patterns, which are slow', () => {
    const text = fc.array(fc.oneof(secrets, surroundings), { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (given) => redact(given) === naiveRedact(given)),
      { numRuns: 2000 },
    );
  });

  it('lets no secret through, whatever stands around it', () => {
    fc.assert(
      fc.property(surroundings, secrets, surroundings, (before, secret, after) => {
        const shown = redact(`${before} ${secret} ${after}`);
        expect(shown).not.toContain(secret);
        expect(shown.replaceAll('[secret]', '')).not.toMatch(/\d{15}|[0-9a-f]{16}|[\w-]{40}/i);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Each is the worst that one of the patterns can meet. 200,000 characters keep a quadratic pattern busy for minutes. */
const endless: Readonly<Record<string, string>> = {
  'a word': 'a',
  'a word in base64': 'aB3/',
  'words joined by dots': `${'a'.repeat(30)}.`,
  'short words joined by dots': 'aaaaaaaaa.',
  digits: '1',
  'encoded digits': '%31',
  'hexadecimal with spaces': '0a ',
  'lists of bytes': '12, ',
  'lists of bytes that end early': '1,2,3,    x',
  spaces: ' ',
  'names of secrets': 'token',
  'names of secrets with spaces': 'token:   ',
  addresses: '/webhooks/a',
  'quotations that do not end': 'SyntaxError: Unexpected token Cannot convert ',
  'escaped quotes': '\\"0\\":',
  'equals signs': 'aaaaaaaaaaaaaaaaaaaaa=b',
};

describe('the redaction of a long text', () => {
  it.each(Object.entries(endless))('takes time in proportion to its length: %s', (_what, piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    const shown = redact(`text: ${text} 0123456789abcdef!`);
    expect(shown.slice(-20)).not.toContain('0123456789');
    expect(shown.length).toBeLessThanOrEqual(text.length + 30);
  });
});

describe('sentences of Census', () => {
  const sentences = sentencesOfSource();

  it('are found in the source', () => {
    for (const words of [
      'Discord refuses the token',
      'Discord no longer accepts the token',
      'DISCORD_TOKEN is missing',
    ]) {
      expect(sentences.filter((sentence) => sentence.includes(words))).toHaveLength(1);
    }
  });

  it('pass unchanged', () => {
    const garbled = sentences.filter((sentence) => redact(sentence) !== sentence);
    expect(garbled).toEqual([]);
    const inLog = sentences.filter((sentence) => lineOf(new Error(sentence)).err?.includes('[secret]'));
    expect(inLog).toEqual([]);
  });

  it('stand alone where they tell the operator of a mistake, without a stack', () => {
    const closed = new UserError('Discord no longer accepts the token.', { cause: new Error('closed with 4004') });
    expect(lineOf(closed)).toMatchObject({ err: 'Discord no longer accepts the token.', msg: 'Census cannot go on' });
    expect(lineOf(new Error('a bug')).err).toContain('at ');
  });
});

function lineOf(err: Error): Readonly<Record<string, string>> {
  const output = new PassThrough();
  createLog('info', output).error({ err }, 'Census cannot go on');
  return JSON.parse(String(output.read()));
}

/** The texts of the source that have a space and are neither SQL nor help. Parts of a sum are joined; `7` is filled in. */
function sentencesOfSource(): readonly string[] {
  const paths = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.ts') && path !== 'log.ts')
    .flatMap((path) => textsOf(readFileSync(join(projectRoot, 'src', path), 'utf8')))
    .filter((text) => text.includes(' ') && !isSql.test(text) && !text.startsWith('Usage:'));
}

const isSql = /^\s*(?:select|insert|delete|update|create)\b/;

function textsOf(source: string): readonly string[] {
  const joined = source.replaceAll(/(['`]) \+\s+(['`])/g, '');
  const found = joined.matchAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`/g);
  return [...found].flatMap(([, quoted, template]) => quoted ?? template?.replaceAll(/\$\{[^}]*\}/g, '7') ?? []);
}

/** The same patterns without regard to time. */
function naiveRedact(text: string): string {
  const name =
    '(?:token|authorization|secret|salt|hash|password)\\\\?["\']?\\s*[:=]\\s*\\\\?["\']?(?:Bot\\s+|Bearer\\s+)?';
  return text
    .replace(/(SyntaxError:)[\s\S]*? is not valid JSON/g, '$1 [text] is not valid JSON')
    .replace(/(Unexpected token)[\s\S]*? is not valid JSON/g, '$1 [text] is not valid JSON')
    .replace(/(Cannot convert)[\s\S]*? to a BigInt/g, '$1 [text] to a BigInt')
    .replace(/((?:webhooks|interactions)(?:\/|%2f)[\w-]+(?:\/|%2f))[\w.=~%-]+/gi, '$1[token]')
    .replace(new RegExp(`(${name})([^\\s"'\\\\,;)}\\]]+)`, 'gi'), (found, before: string, value: string) =>
      before.endsWith(' ') && before.trimEnd().endsWith(':') && /^[a-z]{1,15}[.:!?]?$/.test(value)
        ? found
        : `${before}[secret]`,
    )
    .replace(/[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}/g, '[token]')
    .replace(/[\w+/-]{20,}={1,2}(?!\w)/g, '[token]')
    .replace(/[\w+-]{40,}/g, '[token]')
    .replace(/\d{15,}|(?:%3\d){15,}/gi, '[id]')
    .replace(/[0-9a-f]{2}(?:[ :][0-9a-f]{2}){7,}/gi, '[hex]')
    .replace(/(?:(?:\\?"\d+\\?":\s*)?\d{1,3},(?:\s|\\n)*){8,}(?:\\?"\d+\\?":\s*)?\d{1,3}/g, '[bytes]')
    .replace(/[0-9a-f]{16,}/gi, '[hex]');
}
