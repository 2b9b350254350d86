import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Config } from './config.ts';
import { stackOf } from './core/stack-of.ts';

/** The part of a logger that Census uses. Fields are for the operator, never for ids, hashes or tokens. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * JSON lines to `output`, each passed through {@link redact} as the last step, so that no code path can forget it. The
 * bot's own token is blotted out whatever it looks like.
 */
export function createLog(level: Config['logLevel'], output: NodeJS.WritableStream, token = ''): Log {
  const redacting = new Writable({
    write(chunk, _encoding, done) {
      output.write(redact(withoutToken(String(chunk), token)));
      done();
    },
  });
  return pino(
    { level, base: null, serializers: { err: stackOf }, timestamp: pino.stdTimeFunctions.isoTime },
    redacting,
  );
}

/**
 * Blots out whatever could name a person, open a door or quote somebody. It would rather take too much: nobody debugs
 * with an id of eighteen digits.
 */
export function redact(text: string): string {
  return blots.reduce((blotted, [pattern, replacement]) => blotted.replace(pattern, replacement), text);
}

/** The parser of JSON quotes what it could not read: `Unexpected token 'h', "hello" is not valid JSON`. */
const quotedJson = /(Unexpected token|SyntaxError:)[\s\S]{1,400}? is not valid JSON/g;

/** So does whoever makes a number of an id, where the id is none. */
const quotedNumber = /(Cannot convert) [\s\S]{1,400}? to a BigInt/g;

/** Addresses carry these after the application's or the webhook's id; a slash within an address may be encoded. */
const tokenInAddress = /((?:webhooks|interactions)(?:\/|%2f)[\w-]+(?:\/|%2f))[\w.=~%-]+/gi;

/** `"token":"…"`, `authorization: Bot …`, with quotes that may be escaped. */
const namedSecret =
  /((?:token|authorization|secret|salt|hash|password)\\?["']?\s*[:=]\s*\\?["']?(?:Bot\s+|Bearer\s+)?)[^\s"'\\,;)}\]]+/gi;

/** Three parts, of which the first is the bot's id in base64 (Discord API reference, "Authentication"). */
const botToken = /[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}/g;

/** An interaction's token, a webhook's, a secret in base64. No word and no file of ours is so long. */
const longWord = /[\w+-]{40,}/g;

/** Base64 of 16 or 32 bytes, which may have slashes in it, ends with what no path ends with. */
const paddedBase64 = /[\w+/-]{20,}={1,2}(?!\w)/g;

/** How Node shows bytes: `<Buffer 0a 1b …>`, and `1b:0a:…`. */
const spacedHex = /[0-9a-f]{2}(?:[ :][0-9a-f]{2}){7,}/gi;

/** How JSON and Node show bytes: `[12,255,…]`, `{"0":12,"1":255,…}`. */
const listedBytes = /(?:(?:\\?"\d+\\?":\s*)?\d{1,3},(?:\s|\\n)*){8,}(?:\\?"\d+\\?":\s*)?\d{1,3}/g;

/** Half a hash is enough to know it by. */
const hex = /[0-9a-f]{16,}/gi;

/** A Discord id. Without word boundaries, since addresses put them between letters. */
const id = /\d{15,}|(?:%3\d){15,}/gi;

const blots: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [quotedJson, '$1 [text] is not valid JSON'],
  [quotedNumber, '$1 [text] to a BigInt'],
  [tokenInAddress, '$1[token]'],
  [namedSecret, '$1[secret]'],
  [botToken, '[token]'],
  [paddedBase64, '[token]'],
  [longWord, '[token]'],
  [id, '[id]'],
  [spacedHex, '[hex]'],
  [listedBytes, '[bytes]'],
  [hex, '[hex]'],
];

/** What is shorter is a word, such as a test's. */
const shortestToken = 16;

function withoutToken(text: string, token: string): string {
  return token.length < shortestToken ? text : text.replaceAll(token, '[token]');
}
