import { dispatchShapes, type EventName, faultIn } from '../../../src/gateway/dispatch-shapes.ts';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import { badFrames } from '../../gateway/connection/some-frames.ts';
import { nonsense, someDispatches, withValueAt } from '../../gateway/some-dispatches.ts';

/** Something that Discord would never send. */
export type FuzzCase =
  | { readonly kind: 'dispatch'; readonly event: EventName; readonly json: string }
  | { readonly kind: 'frame'; readonly frame: string | Uint8Array };

/**
 * Every event with each field, and its whole payload, replaced by every invalid value; then frames. The order comes
 * from the seed. One case in `every` is returned.
 */
export function fuzzCases(seed: number, every: number, nowMs: number): readonly FuzzCase[] {
  const random = new SeededRandom(seed);
  const all = [...dispatchCases(nowMs), ...frameCases()];
  const inOrder = all.map((one) => ({ one, place: random.next() })).sort((a, b) => a.place - b.place);
  return inOrder.filter((_, index) => index % every === 0).map(({ one }) => one);
}

function dispatchCases(nowMs: number): FuzzCase[] {
  return (Object.keys(dispatchShapes) as EventName[]).flatMap((event) =>
    ['', ...dispatchShapes[event].paths].flatMap((path) =>
      Object.values(nonsense).flatMap((value) => {
        const data = withValueAt(someDispatches[event], path, value);
        // A valid READY is a new session, and one without a guild says that the bot was removed from it.
        if (event === 'READY' && faultIn(event, data, nowMs) === null) return [];
        return [{ kind: 'dispatch', event, json: String(JSON.stringify(data)) } as const];
      }),
    ),
  );
}

function frameCases(): FuzzCase[] {
  const good = { op: 0, t: 'MESSAGE_CREATE', s: 1, d: someDispatches.MESSAGE_CREATE };
  const fields = ['op', 't', 's'] as const;
  const broken = fields.flatMap((field) => Object.values(nonsense).map((value) => ({ ...good, [field]: value })));
  // `true` is no known `op`, and an earlier number is a repetition.
  const frames = [...badFrames.map(([frame]) => frame), ...broken.map((frame) => JSON.stringify(frame))];
  return frames.map((frame) => ({ kind: 'frame', frame }));
}
