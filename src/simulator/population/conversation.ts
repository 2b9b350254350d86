import type { Snowflake } from '../../core/snowflake.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import type { WrittenEvent } from '../worlds/written-event.ts';
import { messageStyle } from './message-style.ts';
import { reactionsTo } from './reactions.ts';
import type { SeededRandom } from './seeded-random.ts';

export const averageMessages = 9;
const averagePauseMs = 40_000;
/** Shares of all messages after the first. */
const replies = 0.17;
const forwards = 0.006;

export interface ConversationPlace {
  readonly channel: Snowflake;
  readonly thread?: Snowflake;
  /** All messages but the first are written in a thread that is started from the first. */
  readonly isInThreadOfFirst: boolean;
}

export interface ConversationDeps {
  readonly random: SeededRandom;
  /** A unique name for a message. */
  readonly newName: () => string;
  /** The destination of a forward. */
  readonly pickChannel: () => Snowflake;
  /** A person who may only read. */
  readonly pickReader: () => Snowflake;
}

/** The messages of a few people, and the reactions to them. `circle` has the ids of the writers. */
export function converse(
  deps: ConversationDeps,
  circle: readonly Snowflake[],
  place: ConversationPlace,
  startMs: number,
): PlannedEvent[] {
  const { random } = deps;
  const length = 1 + Math.floor(random.exponential(averageMessages - 0.5));
  const pickSpeaker = () => random.oneOf(circle) ?? '';
  const pickReader = () => (random.happens(0.5) ? pickSpeaker() : deps.pickReader());
  const said: Draft[] = [];
  const planned: PlannedEvent[] = [];
  let atMs = startMs;
  for (let index = 0; index < length; index += 1) {
    const user = index === 0 ? (circle[0] ?? '') : pickSpeaker();
    const next = nextMessage(deps, said, place, { atMs: Math.floor(atMs), ev: 'msg', user });
    planned.push(next);
    if (next.event.forward === undefined) said.push(next.event);
    for (const reaction of reactionsTo(random, pickReader)) planned.push(reactionOf(deps, next.event, reaction));
    atMs += random.exponential(averagePauseMs);
  }
  return planned;
}

/** An event that will happen, unless its people have left by then. */
export interface PlannedEvent {
  readonly event: WorldEvent;
  /** It happens only if this event has happened: for example, the message that is replied to. */
  readonly after?: WorldEvent;
}

/** A message that may still get a name. */
type Draft = WrittenEvent;

type PlannedMessage = PlannedEvent & { readonly event: Draft };

function nextMessage(deps: ConversationDeps, said: readonly Draft[], place: ConversationPlace, base: WorldEvent) {
  const { random, pickChannel } = deps;
  const first = said[0];
  const { channel, thread, isInThreadOfFirst } = place;
  const under = isInThreadOfFirst ? first : undefined;
  const kind = first === undefined ? 1 : random.next();
  const earlier = said[Math.floor(random.between(under ? 1 : 0, said.length))];
  if (kind < forwards && earlier !== undefined) {
    return after(earlier, { ...base, channel: pickChannel(), forward: named(deps, earlier) });
  }
  const message: Draft = {
    ...base,
    channel,
    ...(thread !== undefined && { thread }),
    ...(under && { under: named(deps, under) }),
    ...messageStyle(random),
  };
  if (kind < forwards + replies && earlier !== undefined && earlier.user !== base.user) {
    return after(earlier, { ...message, reply: named(deps, earlier) });
  }
  return under ? after(under, message) : { event: message };
}

function reactionOf(
  deps: ConversationDeps,
  to: Draft,
  { user, emoji, delayMs }: { readonly user: Snowflake; readonly emoji: string; readonly delayMs: number },
): PlannedEvent {
  return after(to, { atMs: to.atMs + 1 + delayMs, ev: 'react', user, to: named(deps, to), emoji });
}

function after(earlier: Draft, event: Draft): PlannedMessage & { readonly after: WorldEvent } {
  return { event, after: earlier };
}

/** The name of a message, which is assigned at the first call. */
function named({ newName }: ConversationDeps, message: Draft): string {
  message.id ??= newName();
  return message.id;
}
