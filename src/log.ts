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

/** JSON lines to `output`, each passed through {@link redact} as the last step, so that no code path can forget it. */
export function createLog(level: Config['logLevel'], output: NodeJS.WritableStream): Log {
  const redacting = new Writable({
    write(chunk, _encoding, done) {
      output.write(redact(String(chunk)));
      done();
    },
  });
  return pino(
    { level, base: null, serializers: { err: stackOf }, timestamp: pino.stdTimeFunctions.isoTime },
    redacting,
  );
}

/**
 * Blots out whatever could name a person or open a door: runs of 15 and more digits (Discord ids; without word
 * boundaries, since addresses put them between letters), 32 and more hex digits (hashes, salts), bot tokens, and the
 * tokens of interactions and webhooks, which stand in the addresses that errors of the REST client carry.
 */
export function redact(text: string): string {
  return text
    .replace(/[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, '[token]')
    .replace(/\b((?:webhooks|interactions)\/[\w-]+\/)[\w.=-]+/g, '$1[token]')
    .replace(/[0-9a-f]{32,}/gi, '[hex]')
    .replace(/\d{15,}/g, '[id]');
}
