import type { API } from '@discordjs/core';
import type { Collector } from '../../collect/collector.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import { readAnswer } from './rest-answer.ts';

export interface OnlineCountDeps {
  readonly api: { readonly guilds: Pick<API['guilds'], 'get'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly collector: Pick<Collector, 'record'>;
  /** Stops waiting for answers once aborted. */
  readonly signal: AbortSignal;
}

/** The number of members online, as Discord estimates it. It needs no intent and reveals no one's presence. */
export class OnlineCount {
  readonly #deps: OnlineCountDeps;

  constructor(deps: OnlineCountDeps) {
    this.#deps = deps;
  }

  /** Asks once, and counts the answer for the hour of the question. Rejects if Discord does not answer. */
  async take(guildId: Snowflake): Promise<void> {
    const { api, clock, collector, signal } = this.#deps;
    const atMs = clock.now();
    const answer = await untilAborted([signal], (ended) =>
      api.guilds.get(guildId, { with_counts: true }, { signal: ended }),
    );
    const { approximate_presence_count: amount } = readAnswer('guildCounts', answer);
    if (amount === undefined) return;
    collector.record({ kind: 'event', metric: 'online', guildId, amount, person: null, atMs }, null);
  }
}
