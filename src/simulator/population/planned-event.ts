import type { WorldEvent } from '../worlds/world-event.ts';
import type { WrittenEvent } from '../worlds/written-event.ts';

/** Something that is going to happen, unless its people are gone by then. */
export interface PlannedEvent {
  readonly event: WorldEvent;
  /** It happens only if this has happened before: a message that is replied to, for instance. */
  readonly after?: WorldEvent;
}

/** A message that still may get a name. */
export type Draft = WrittenEvent;
