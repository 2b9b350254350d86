import { type REST, RequestMethod, Routes } from 'discord.js';
import { UnexpectedAnswer } from './rest-answer.ts';

/** Discord's own clock, as the `Date` of its answers tells it. */
export class DiscordTime {
  readonly #rest: REST;

  constructor(rest: REST) {
    this.#rest = rest;
  }

  /** Milliseconds since the Unix epoch, in whole seconds. Rejects when Discord does not answer. */
  async now(): Promise<number> {
    const response = await this.#rest.queueRequest({
      method: RequestMethod.Get,
      fullRoute: Routes.gateway(),
      auth: false,
      signal: AbortSignal.timeout(patienceMs),
    });
    const timeMs = Date.parse(response.headers.get('date') ?? '');
    await response.arrayBuffer(); // Read to its end, so that the connection can be used again.
    if (Number.isNaN(timeMs)) throw new UnexpectedAnswer('no time');
    return timeMs;
  }
}

/** An answer that takes longer tells no time that is worth knowing. */
const patienceMs = 3_000;
