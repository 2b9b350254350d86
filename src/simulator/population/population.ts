import type { Snowflake } from '../../core/snowflake.ts';
import { hourMs } from '../../core/time.ts';
import type { ChannelTypeName } from '../server/entities.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import type { PlannedEvent } from './conversation.ts';
import { Conversations } from './conversations.ts';
import { Moderators } from './moderators.ts';
import { Residents } from './residents.ts';
import { onlineCount } from './rhythm.ts';
import { SeededRandom } from './seeded-random.ts';
import { VoiceMeetups } from './voice-meetups.ts';

export interface PopulationOptions {
  /** The same seed makes the same events. */
  readonly seed: number;
  /** The number of people at the start. */
  readonly members: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first of each type is the most popular. */
  readonly channels: readonly { readonly id: Snowflake; readonly type: ChannelTypeName }[];
  /** The role that moderators get at the start; by default none. */
  readonly moderatorRoleId?: Snowflake | undefined;
}

/**
 * The events of a community, in order of time. People write in conversations and by the rhythm of their days and weeks,
 * reply, react, post files and forwards, and meet in voice in the evening. Newcomers agree to the rules or do not;
 * others leave, by themselves or not; apps post. An average member writes four messages a day, and most members fewer.
 */
export function* livePopulation(options: PopulationOptions): Generator<WorldEvent> {
  const { seed, members, fromMs, toMs, channels, moderatorRoleId } = options;
  const random = new SeededRandom(seed);
  const residents = new Residents(random, seed, members);
  const ofType = (wanted: ChannelTypeName) => channels.filter(({ type }) => type === wanted).map(({ id }) => id);
  const conversations = new Conversations(random, residents, ofType('text'));
  const meetups = new VoiceMeetups(random, residents, ofType('voice'));
  const moderators = new Moderators(random, residents);

  if (moderatorRoleId !== undefined) yield* moderators.begin(fromMs, moderatorRoleId);
  const named = new WeakSet<WorldEvent>();
  let planned: PlannedEvent[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += hourMs) {
    const untilMs = Math.min(atMs + hourMs, toMs);
    const more = [
      { atMs, ev: 'online', amount: onlineCount(random, residents.members, atMs) },
      ...meetups.plan(atMs, untilMs),
      ...residents.planComingAndGoing(atMs, untilMs),
      ...moderators.plan(atMs, untilMs),
    ];
    planned = planned.concat(
      conversations.plan(atMs, untilMs),
      more.map((event) => ({ event })),
    );
    const due = planned.filter(({ event }) => event.atMs < untilMs).sort(byTime);
    planned = planned.filter(({ event }) => event.atMs >= untilMs);
    for (const { event, after } of due) {
      if ((after !== undefined && !named.has(after)) || !residents.witness(event)) continue;
      if (event.id !== undefined) named.add(event);
      yield event;
    }
  }
}

function byTime(left: PlannedEvent, right: PlannedEvent): number {
  return left.event.atMs - right.event.atMs;
}
