import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs } from '../../core/time.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Somebody who lives in a generated community. */
export interface Resident {
  readonly id: Snowflake;
  /** How many messages this person writes on an average day. */
  readonly messagesPerDay: number;
  /** How far the person's clock is ahead of UTC. */
  readonly offsetHours: number;
  /** Until then taken by a voice channel; milliseconds since the Unix epoch. */
  speaksUntilMs: number;
  isMember: boolean;
}

const averageMessagesPerDay = 4;
const mostMessagesPerDay = 150;
/** Of the logarithm: most people hardly write, a few write most of it. */
const activityDeviation = 1.4;
const activityMean = Math.log(averageMessagesPerDay) - activityDeviation ** 2 / 2;
const joinsPerMemberAndDay = 0.006;
const partsPerMemberAndDay = 0.004;
/** Of those who join, the share of those who were there before. */
const returning = 0.15;

/** Who lives there, who comes and who goes. */
export class Residents {
  readonly #random: SeededRandom;
  readonly #seed: number;
  readonly #all: Resident[] = [];
  readonly #byId = new Map<Snowflake, Resident>();

  constructor(random: SeededRandom, seed: number, members: number) {
    this.#random = random;
    this.#seed = seed;
    for (let made = 0; made < members; made++) this.#make().isMember = true;
  }

  /** The members at this time. */
  get members(): readonly Resident[] {
    return this.#all.filter(({ isMember }) => isMember);
  }

  /** An app of the community. */
  bot(number: number): Snowflake {
    return snowflakeOfName('user', `robot ${number} of ${this.#seed}`);
  }

  /** Picks somebody by how lively each is now; undefined if nobody is. */
  pick(candidates: readonly Resident[], liveliness: (resident: Resident) => number): Resident | undefined {
    let sum = 0;
    const runningSums = candidates.map((resident) => {
      sum += liveliness(resident);
      return sum;
    });
    return sum > 0 ? candidates[this.#random.weighted(runningSums)] : undefined;
  }

  planComingAndGoing(fromMs: number, toMs: number): WorldEvent[] {
    const { members } = this;
    const memberDays = members.length * ((toMs - fromMs) / dayMs);
    const joins = Array.from({ length: this.#random.poisson(memberDays * joinsPerMemberAndDay) }, () => ({
      atMs: this.#instant(fromMs, toMs),
      ev: 'join',
      user: this.#comer().id,
    }));
    const parts = Array.from({ length: this.#random.poisson(memberDays * partsPerMemberAndDay) }, () => ({
      atMs: this.#instant(fromMs, toMs),
      ev: 'part',
      user: members[Math.floor(this.#random.between(0, members.length))]?.id ?? '',
    }));
    return [...joins, ...parts];
  }

  /** Whether a planned event can still happen, and if so takes note of it. Who has left does nothing any more. */
  witness({ ev, user = '', bot }: WorldEvent): boolean {
    const resident = this.#byId.get(user);
    if (bot || !resident) return true;
    const isPossible = resident.isMember !== (ev === 'join');
    if (isPossible && ev === 'join') resident.isMember = true;
    if (isPossible && ev === 'part') resident.isMember = false;
    return isPossible;
  }

  #comer(): Resident {
    const gone = this.#all.filter(({ isMember }) => !isMember);
    const back = this.#random.happens(returning) ? gone[Math.floor(this.#random.between(0, gone.length))] : undefined;
    return back ?? this.#make();
  }

  #make(): Resident {
    const resident = {
      id: snowflakeOfName('user', `resident ${this.#all.length} of ${this.#seed}`),
      messagesPerDay: Math.min(mostMessagesPerDay, Math.exp(activityMean + activityDeviation * this.#random.normal())),
      offsetHours: this.#offsetHours(),
      speaksUntilMs: 0,
      isMember: false,
    };
    this.#all.push(resident);
    this.#byId.set(resident.id, resident);
    return resident;
  }

  /** Most live in Europe, many in America, a few down under. */
  #offsetHours(): number {
    const where = this.#random.next();
    if (where < 0.6) return 1;
    return where < 0.9 ? -5 : 10;
  }

  #instant(fromMs: number, toMs: number): number {
    return Math.floor(this.#random.between(fromMs, toMs));
  }
}
