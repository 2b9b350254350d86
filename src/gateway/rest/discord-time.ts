import { type REST, RequestMethod, Routes } from 'discord.js';
import { UnexpectedAnswer } from './rest-answer.ts';

/** Discord's clock, read from the `Date` header of its answers. */
export class DiscordTime {
  readonly #rest: REST;

  constructor(rest: REST) {
    this.#rest = rest;
  }

  /** Milliseconds since the Unix epoch, in whole seconds. Rejects if Discord does not answer. */
  async now(): Promise<number> {
    const response = await this.#rest.queueRequest({
      method: RequestMethod.Get,
      fullRoute: Routes.gateway(),
      auth: false,
      signal: AbortSignal.timeout(patienceMs),
    });
    const timeMs = Date.parse(response.headers.get('date') ?? '');
    await response.arrayBuffer(); // Read the body so that the connection can be reused.
    if (Number.isNaN(timeMs)) throw new UnexpectedAnswer('no time');
    return timeMs;
  }
}

/** A slower answer is too inexact. */
const patienceMs = 3_000;
