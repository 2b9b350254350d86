import { leastActivity } from '../activity/month-activity.ts';
import type { CounterList } from '../blob/counter-list.ts';
import { withRoomForMembers } from '../room-for-members.ts';

/** How many different members wrote, talked for a second, or did either. */
export interface MarkedMembers {
  readonly wrote: number;
  readonly talked: number;
  readonly active: number;
}

/**
 * Counts different members in one round after another. It takes four bytes a member, whatever the number of rounds:
 * each mark holds the number of its round, so that nothing has to be cleared in between.
 */
export class MemberMarks {
  /** By member number: the round, then one bit for each kind of activity. */
  #marks = new Uint32Array(0);
  #round = 0;
  #wrote = 0;
  #talked = 0;
  #active = 0;

  /** The members marked since {@link begin}. */
  get marked(): MarkedMembers {
    return { wrote: this.#wrote, talked: this.#talked, active: this.#active };
  }

  /** Begins the next round, with nobody marked. */
  begin(): void {
    this.#round += 1;
    this.#wrote = 0;
    this.#talked = 0;
    this.#active = 0;
  }

  /** Marks the members of counters who wrote at least a message, or talked for a second. */
  note({ members, amounts, length }: CounterList, metric: 'msg' | 'voice'): void {
    this.#marks = withRoomForMembers(this.#marks, members, length);
    const [marks, bit, least] = [this.#marks, bits[metric], leastActivity[metric]];
    const unmarked = this.#round * 4;
    let first = 0;
    let again = 0;
    for (let index = 0; index < length; index += 1) {
      if ((amounts[index] as number) < least) continue;
      const member = members[index] as number;
      const mark = Math.max(marks[member] as number, unmarked);
      if ((mark & bit) !== 0) continue;
      marks[member] = mark + bit;
      if (mark === unmarked) first += 1;
      else again += 1;
    }
    this.#active += first;
    if (metric === 'msg') this.#wrote += first + again;
    else this.#talked += first + again;
  }
}

const bits = { msg: 1, voice: 2 } as const;
