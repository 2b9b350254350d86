import type { Cancel, Clock } from '../core/clock.ts';
import { LaneLost } from '../core/errors.ts';
import type { Month } from '../core/time.ts';

export interface MonthOpeningDeps {
  readonly clock: Clock;
  /** The number of lanes. */
  readonly count: number;
  /** The month of each lane when this process began. A lane that is ahead of the others does not take part. */
  readonly begunIn: readonly Month[];
  /** The number of lanes wanted from the new month on. Rejects if Discord does not say. */
  readonly wanted: () => Promise<number>;
  /** All lanes have closed their month, and the next one knows no one yet: the guilds can be divided. */
  readonly onAllClosed: () => void;
  /** Some lane has not done so within {@link patienceMs}: the number stays until the month after. */
  readonly onPutOff: () => void;
  /** Once aborted, no lane waits any longer: each counts, so that what waits in memory can be written. */
  readonly signal: AbortSignal;
}

/**
 * Brings the lanes together when a month begins, if their number is to change. While no lane knows anyone in the new
 * month, the guilds can be divided without giving a member two tokens in it.
 */
export class MonthOpening {
  readonly #deps: MonthOpeningDeps;
  #meeting: Meeting | null = null;

  constructor(deps: MonthOpeningDeps) {
    this.#deps = deps;
  }

  /**
   * Called when a lane has opened its month and knows no one in it. Resolves when the lane may count: at once if the
   * number does not change.
   *
   * @throws {LaneLost} if the guilds are divided.
   */
  async mayCount(lane: number, month: Month): Promise<void> {
    const { count, begunIn, signal } = this.#deps;
    if (signal.aborted || begunIn.some((begun) => begun >= month)) return;
    if (this.#meeting === null || this.#meeting.month < month) this.#meeting = this.#meet(month);
    const meeting = this.#meeting;
    if (meeting.month !== month || (await meeting.wanted) === count) return;
    meeting.arrived.add(lane);
    if (meeting.arrived.size === count) meeting.end(true);
    if (await meeting.isDivided) throw new LaneLost(lane);
  }

  #meet(month: Month): Meeting {
    const { clock, count, onAllClosed, onPutOff, signal } = this.#deps;
    const { promise: isDivided, resolve: end } = Promise.withResolvers<boolean>();
    const putOff = () => {
      if (meeting.arrived.size < count) end(false);
    };
    const meeting: Meeting = { month, arrived: new Set(), wanted: this.#wantedInTime(), isDivided, end };
    let cancel: Cancel = () => {};
    void meeting.wanted.then((number) => {
      if (number === count) end(false);
      else cancel = clock.schedule(clock.now() + patienceMs, putOff);
    });
    const stop = () => end(false);
    signal.addEventListener('abort', stop);
    void isDivided.then((isNow) => {
      cancel();
      signal.removeEventListener('abort', stop);
      if (isNow) onAllClosed();
      else if (!signal.aborted && meeting.arrived.size > 0) onPutOff();
    });
    return meeting;
  }

  /** Resolves to the current number if Discord does not answer in time or at all. */
  #wantedInTime(): Promise<number> {
    const { clock, count, wanted, signal } = this.#deps;
    return new Promise((resolve) => {
      const stay = () => resolve(count);
      const cancel = clock.schedule(clock.now() + answerWithinMs, stay);
      signal.addEventListener('abort', stay);
      wanted()
        .then(resolve, stay)
        .finally(() => {
          cancel();
          signal.removeEventListener('abort', stay);
        });
    });
  }
}

/** The lanes that have opened a month and wait for the others. */
interface Meeting {
  readonly month: Month;
  readonly arrived: Set<number>;
  readonly wanted: Promise<number>;
  readonly isDivided: Promise<boolean>;
  readonly end: (isDivided: boolean) => void;
}

/** Meanwhile, the events of the new month wait in memory. */
const patienceMs = 2 * 60_000;

const answerWithinMs = 5_000;
