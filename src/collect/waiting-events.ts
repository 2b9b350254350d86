import type { Activity, GuildSnapshot } from '../core/activity.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { GatewayProgress } from './gateway-progress.ts';

/** What belongs to a month that is not open yet, and the number of the dispatch that it came with. */
export interface WaitingEvent {
  readonly event: Activity | GuildSnapshot;
  readonly sequence: number | null;
}

/** Events that wait for their month, in memory only: the gateway position does not pass them. */
export class WaitingEvents {
  readonly #progress: Pick<GatewayProgress, 'hold' | 'release'>;
  #events: WaitingEvent[] = [];

  constructor(progress: Pick<GatewayProgress, 'hold' | 'release'>) {
    this.#progress = progress;
  }

  /** From 0 to 1, how much of the room is taken. */
  get share(): number {
    return this.#events.length / mostEvents;
  }

  /**
   * Keeps an event; false when there is no room left. Visits take no more than half of it, or a crowd that only looks in
   * would cost messages; beyond that one is let go, and whoever is seen again is counted then.
   */
  add(waiting: WaitingEvent): boolean {
    const { event, sequence } = waiting;
    if ('kind' in event && event.kind === 'visit' && this.share >= 1 / 2) return true;
    if (this.#events.length >= mostEvents) return false;
    this.#events.push(waiting);
    if (sequence !== null) this.#progress.hold(sequence);
    return true;
  }

  /** Hands every event to `take`, which may have it wait again. */
  release(take: (event: WaitingEvent) => void): void {
    const events = this.#events;
    this.#events = [];
    for (const waiting of events) {
      take(waiting);
      this.#let(waiting);
    }
  }

  /** Forgets the messages of these guilds. */
  dropMessages(guildIds: ReadonlySet<Snowflake>): void {
    const kept: WaitingEvent[] = [];
    for (const waiting of this.#events) {
      const { event } = waiting;
      if ('kind' in event && event.kind === 'message' && guildIds.has(event.guildId)) this.#let(waiting);
      else kept.push(waiting);
    }
    this.#events = kept;
  }

  #let({ sequence }: WaitingEvent): void {
    if (sequence !== null) this.#progress.release(sequence);
  }
}

/** So many events wait at the most. */
const mostEvents = 200_000;
