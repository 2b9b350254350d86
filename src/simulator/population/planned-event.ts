import type { WorldEvent } from '../worlds/world-event.ts';
import type { WrittenEvent } from '../worlds/written-event.ts';

/** An event that will happen, unless its people have left by then. */
export interface PlannedEvent {
  readonly event: WorldEvent;
  /** It happens only if this event has happened: for example, the message that is replied to. */
  readonly after?: WorldEvent;
}

/** A message that may still get a name. */
export type Draft = WrittenEvent;
