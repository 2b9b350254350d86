import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs } from '../../core/time.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import { runningSums, type SeededRandom } from './seeded-random.ts';

/** A member of a generated community. */
export interface Resident {
  readonly id: Snowflake;
  /** How many messages the person writes on an average day. */
  readonly messagesPerDay: number;
  /** How far the person's clock is ahead of UTC. */
  readonly offsetHours: number;
  readonly isModerator: boolean;
  /** When they last joined, in milliseconds since the Unix epoch; minus infinity for a member from the start. */
  joinedAtMs: number;
  /** The end of their current voice session, and of a time-out; milliseconds since the Unix epoch. */
  speaksUntilMs: number;
  silentUntilMs: number;
  isMember: boolean;
  /** Has not agreed to the rules, and can do nothing yet. */
  isPending: boolean;
  isBanned: boolean;
}

const averageMessagesPerDay = 4;
const mostMessagesPerDay = 150;
const moderatorsWriteAtLeast = 12;
/** The deviation of the logarithm: most people hardly write, and a few write most messages. */
const activityDeviation = 1.4;
const activityMean = Math.log(averageMessagesPerDay) - activityDeviation ** 2 / 2;
const membersPerModerator = 75;
const joinsPerMemberAndDay = 0.008;
const partsPerMemberAndDay = 0.004;
/** The share of former members among those who join. */
const returning = 0.15;

/** The members of the community, and who joins and leaves. */
export class Residents {
  readonly #random: SeededRandom;
  readonly #seed: number;
  readonly #all: Resident[] = [];
  readonly #byId = new Map<Snowflake, Resident>();

  constructor(random: SeededRandom, seed: number, members: number) {
    this.#random = random;
    this.#seed = seed;
    const moderators = Math.ceil(members / membersPerModerator);
    for (let made = 0; made < members; made++) this.#make(made < moderators).isMember = true;
  }

  /** The members at this time who have agreed to the rules. */
  get members(): readonly Resident[] {
    return this.#all.filter(({ isMember, isPending }) => isMember && !isPending);
  }

  get moderators(): readonly Resident[] {
    return this.#all.filter(({ isModerator }) => isModerator);
  }

  /** An app of the community. */
  bot(number: number): Snowflake {
    return snowflakeOfName('user', `robot ${number} of ${this.#seed}`);
  }

  /** Picks a person by their current activity; undefined if no one is active. */
  pick(candidates: readonly Resident[], liveliness: (resident: Resident) => number): Resident | undefined {
    const sums = runningSums(candidates.map(liveliness));
    return (sums.at(-1) ?? 0) > 0 ? candidates[this.#random.weighted(sums)] : undefined;
  }

  planComingAndGoing(fromMs: number, toMs: number): WorldEvent[] {
    const { members } = this;
    const memberDays = members.length * ((toMs - fromMs) / dayMs);
    const arrivals = Array.from({ length: this.#random.poisson(memberDays * joinsPerMemberAndDay) }, () =>
      planArrival(this.#random, this.#comer().id, this.#instant(fromMs, toMs)),
    );
    const mayLeave = members.filter(({ isModerator }) => !isModerator);
    const parts = Array.from({ length: this.#random.poisson(memberDays * partsPerMemberAndDay) }, () => ({
      atMs: this.#instant(fromMs, toMs),
      ev: 'part',
      user: this.#random.oneOf(mayLeave)?.id ?? '',
    }));
    return [...arrivals.flat(), ...parts.filter(({ user }) => user !== '')];
  }

  /** Whether a planned event can still happen. If so, applies it. A person who has left does nothing. */
  witness(event: WorldEvent): boolean {
    const { ev, user = '', bot, atMs, amount = 0 } = event;
    const resident = this.#byId.get(user);
    if (bot || !resident) return true;
    if (!isPossible(event, resident)) return false;
    if (ev === 'join') Object.assign(resident, { isMember: true, isPending: event.pending === true, joinedAtMs: atMs });
    else if (ev === 'part') Object.assign(resident, { isMember: false, isBanned: event.how === 'ban' });
    else if (ev === 'pass') resident.isPending = false;
    else if (ev === 'timeout') resident.silentUntilMs = atMs + amount * 1000;
    return true;
  }

  #comer(): Resident {
    const gone = this.#all.filter(({ isMember, isBanned }) => !isMember && !isBanned);
    const back = this.#random.happens(returning) ? this.#random.oneOf(gone) : undefined;
    return back ?? this.#make(false);
  }

  #make(isModerator: boolean): Resident {
    const wanted = Math.exp(activityMean + activityDeviation * this.#random.normal());
    const least = isModerator ? moderatorsWriteAtLeast : 0;
    const resident = {
      id: snowflakeOfName('user', `resident ${this.#all.length} of ${this.#seed}`),
      messagesPerDay: Math.max(least, Math.min(mostMessagesPerDay, wanted)),
      offsetHours: this.#offsetHours(),
      isModerator,
      joinedAtMs: Number.NEGATIVE_INFINITY,
      speaksUntilMs: 0,
      silentUntilMs: 0,
      isMember: false,
      isPending: false,
      isBanned: false,
    };
    this.#all.push(resident);
    this.#byId.set(resident.id, resident);
    return resident;
  }

  /** Most are in Europe, many in America, a few in Australia. */
  #offsetHours(): number {
    const where = this.#random.next();
    if (where < 0.6) return 1;
    return where < 0.9 ? -5 : 10;
  }

  #instant(fromMs: number, toMs: number): number {
    return Math.floor(this.#random.between(fromMs, toMs));
  }
}

function isPossible({ ev, atMs }: WorldEvent, resident: Resident): boolean {
  const { isMember, isPending, isBanned, silentUntilMs } = resident;
  if (ev === 'join') return !isMember && !isBanned;
  if (ev === 'pass') return isMember && isPending;
  if (ev === 'part' || ev === 'timeout' || ev === 'roles') return isMember;
  return isMember && !isPending && (ev === 'voice' || atMs >= silentUntilMs);
}

/** A user joins, agrees to the rules or does not, and may leave within days. */
function planArrival(random: SeededRandom, user: Snowflake, atMs: number): WorldEvent[] {
  const isWilling = random.happens(agreeing);
  const passMs = atMs + 5_000 + random.exponential(random.happens(atOnce) ? 3 * 60_000 : 8 * 3_600_000);
  const leaveMs = atMs + 60_000 + random.exponential(1.5 * dayMs);
  const leaves = random.happens(isWilling ? willingLeave : unwillingLeave);
  return [
    { atMs, ev: 'join', user, pending: true },
    ...(isWilling ? [{ atMs: Math.floor(passMs), ev: 'pass', user }] : []),
    ...(leaves ? [{ atMs: Math.floor(leaveMs), ev: 'part', user }] : []),
  ];
}

const agreeing = 0.8;
/** The share of those who agree within minutes, among all who agree. */
const atOnce = 0.85;
const willingLeave = 0.18;
const unwillingLeave = 0.6;
