import type { Activity, GuildSnapshot } from '../core/activity.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { GatewayProgress } from './gateway-progress.ts';

/** An event of a month that is not open yet, and the sequence number of its dispatch. */
export interface WaitingEvent {
  readonly event: Activity | GuildSnapshot;
  readonly sequence: number | null;
}

/** Holds events in memory until their month is opened. The gateway position does not pass them. */
export class WaitingEvents {
  readonly #progress: Pick<GatewayProgress, 'hold' | 'release'>;
  #events: WaitingEvent[] = [];

  constructor(progress: Pick<GatewayProgress, 'hold' | 'release'>) {
    this.#progress = progress;
  }

  /** How full the buffer is, from 0 to 1. */
  get share(): number {
    return this.#events.length / maxEvents;
  }

  /**
   * Holds an event; false if the buffer is full. Visits use at most half of the buffer, so that they do not displace
   * messages. Further visits are dropped: visitors who are seen again count then.
   */
  add(waiting: WaitingEvent): boolean {
    const { event, sequence } = waiting;
    if ('kind' in event && event.kind === 'visit' && this.share >= 1 / 2) return true;
    if (this.#events.length >= maxEvents) return false;
    this.#events.push(waiting);
    if (sequence !== null) this.#progress.hold(sequence);
    return true;
  }

  /** Passes every event to `take`, which may add it again. */
  release(take: (event: WaitingEvent) => void): void {
    const events = this.#events;
    this.#events = [];
    for (const waiting of events) {
      take(waiting);
      this.#finish(waiting);
    }
  }

  /** Drops the messages of these guilds. */
  dropMessages(guildIds: ReadonlySet<Snowflake>): void {
    const kept: WaitingEvent[] = [];
    for (const waiting of this.#events) {
      const { event } = waiting;
      if ('kind' in event && event.kind === 'message' && guildIds.has(event.guildId)) this.#finish(waiting);
      else kept.push(waiting);
    }
    this.#events = kept;
  }

  #finish({ sequence }: WaitingEvent): void {
    if (sequence !== null) this.#progress.release(sequence);
  }
}

const maxEvents = 200_000;
