import type { Snowflake } from '../../core/snowflake.ts';
import { hourMs } from '../../core/time.ts';
import type { ChannelTypeName } from '../server/entities.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import { Conversations } from './conversations.ts';
import { Residents } from './residents.ts';
import { SeededRandom } from './seeded-random.ts';
import { VoiceMeetups } from './voice-meetups.ts';

export interface PopulationOptions {
  /** The same seed gives the same life. */
  readonly seed: number;
  /** How many people live there at the beginning. */
  readonly members: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The first of a kind is the most popular. */
  readonly channels: readonly { readonly id: Snowflake; readonly type: ChannelTypeName }[];
}

/**
 * The life of a community, in order of time: people write in conversations and by the rhythm of their days and weeks,
 * meet in voice in the evening, come and go; apps chatter. An average member writes four messages a day, and most
 * members less.
 */
export function* livePopulation({ seed, members, fromMs, toMs, channels }: PopulationOptions): Generator<WorldEvent> {
  const random = new SeededRandom(seed);
  const residents = new Residents(random, seed, members);
  const ofType = (wanted: ChannelTypeName) => channels.filter(({ type }) => type === wanted).map(({ id }) => id);
  const conversations = new Conversations(random, residents, ofType('text'));
  const gatherings = new VoiceMeetups(random, residents, ofType('voice'));

  let planned: WorldEvent[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += hourMs) {
    const untilMs = Math.min(atMs + hourMs, toMs);
    planned = planned.concat(
      conversations.plan(atMs, untilMs),
      gatherings.plan(atMs, untilMs),
      residents.planComingAndGoing(atMs, untilMs),
    );
    const due = planned.filter((event) => event.atMs < untilMs).sort((left, right) => left.atMs - right.atMs);
    planned = planned.filter((event) => event.atMs >= untilMs);
    for (const event of due) if (residents.witness(event)) yield event;
  }
}
