import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Config } from './config.ts';
import { formatErrorStack, UserError } from './core/errors.ts';

/** The part of a logger that Census uses. Fields are for the operator and never hold ids, hashes or tokens. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Writes JSON lines to `output`. {@link redact} is the last step for every line, so no code path can skip it. The bot's
 * own token is removed whatever it looks like.
 */
export function createLog(level: Config['logLevel'], output: NodeJS.WritableStream, token = ''): Log {
  const redacting = new Writable({
    write(chunk, _encoding, done) {
      output.write(redact(withoutToken(String(chunk), token)));
      done();
    },
  });
  return pino(
    { level, base: null, serializers: { err: errorText }, timestamp: pino.stdTimeFunctions.isoTime },
    redacting,
  );
}

/** The message alone for an error of the operator; with the stack for any other. */
function errorText(error: unknown): string {
  return error instanceof UserError ? error.message : formatErrorStack(error);
}

/**
 * Removes everything that could identify a person, grant access or quote a message. It removes too much rather than too
 * little: an 18-digit id is of no use in debugging. Its time is linear in the length of the text, because answers of
 * other servers reach the log: every pattern without an upper bound starts with a fixed word or at the start of a run.
 */
export function redact(text: string): string {
  const unquoted = quotations.reduce((left, [before, after]) => withoutQuotation(left, before, after), text);
  const unnamed = unquoted.replace(tokenInAddress, '$1[token]').replace(namedSecret, withoutSecret);
  return blots.reduce((blotted, [pattern, replacement]) => blotted.replace(pattern, replacement), unnamed);
}

/**
 * Errors that quote their whole input: `JSON.parse` (`Unexpected token 'h', "hello" is not valid JSON`) and `BigInt`.
 */
const quotations = [
  ['SyntaxError:', ' is not valid JSON'],
  ['Unexpected token', ' is not valid JSON'],
  ['Cannot convert', ' to a BigInt'],
] as const;

function withoutQuotation(text: string, before: string, after: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf(before, from);
    const end = start === -1 ? -1 : text.indexOf(after, start + before.length);
    if (end === -1) return kept + text.slice(from);
    kept += `${text.slice(from, start + before.length)} [text]`;
    from = end;
  }
}

/** URLs have these after the id of the application or webhook. A slash in a URL may be encoded. */
const tokenInAddress = /((?:webhooks|interactions)(?:\/|%2f)[\w-]+(?:\/|%2f))[\w.=~%-]+/gi;

/** `"token":"…"`, `authorization: Bot …`, with quotes that may be escaped. */
const namedSecret =
  /((?:token|authorization|secret|salt|hash|password)\\?["']?\s*[:=]\s*\\?["']?(?:Bot\s+|Bearer\s+)?)([^\s"'\\,;)}\]]+)/gi;

/** A short lower-case word after `token: ` is prose, as in "Discord refuses the token: copy it". */
function withoutSecret(found: string, name: string, value: string): string {
  const isProse = /:\s+$/.test(name) && /^[a-z]{1,15}[.:!?]?$/.test(value);
  return isProse ? found : `${name}[secret]`;
}

/** Three parts, of which the first is the bot's id in base64 (Discord API reference, "Authentication"). */
const botToken = /(?<![\w-])[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}/g;

/** An interaction's or webhook's token, or a secret in base64. No word and no file name of Census is that long. */
const longWord = /[\w+-]{40,}/g;

/** Base64 of 16 or 32 bytes may contain slashes, but ends with `=`, as no path does. */
const paddedBase64 = /(?<![\w+/-])[\w+/-]{20,}={1,2}(?!\w)/g;

/** Bytes as Node shows them: `<Buffer 0a 1b …>`, and `1b:0a:…`. */
const spacedHex = /[0-9a-f]{2}(?:[ :][0-9a-f]{2}){7,}/gi;

/** Bytes as JSON and Node show them: `[12,255,…]`, `{"0":12,"1":255,…}`. */
const listedBytes = /(?:(?:\\?"\d+\\?":\s*)?\d{1,3},(?:\s|\\n)*){8,}(?:\\?"\d+\\?":\s*)?\d{1,3}/g;

/** Half a hash is enough to identify it. */
const hex = /[0-9a-f]{16,}/gi;

/** A Discord id. Without word boundaries, because URLs put ids between letters. */
const id = /\d{15,}|(?:%3\d){15,}/gi;

const blots: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [botToken, '[token]'],
  [paddedBase64, '[token]'],
  [longWord, '[token]'],
  [id, '[id]'],
  [spacedHex, '[hex]'],
  [listedBytes, '[bytes]'],
  [hex, '[hex]'],
];

/** A shorter text is a word, such as a test's. */
const shortestToken = 16;

function withoutToken(text: string, token: string): string {
  return token.length < shortestToken ? text : text.replaceAll(token, '[token]');
}
