import { type Fields, otherFields } from './event-fields.ts';
import { textLines } from './text-lines.ts';
import { type Complain, complaintAt, isPossibleInstant, type WrittenEvent } from './written-event.ts';

/**
 * Reads events in batches, one JSON object per line: `t`, an ISO instant, and the fields of a `WorldEvent`.
 *
 * @throws {UserError} that names the invalid line.
 */
export async function* jsonlEvents(path: string): AsyncGenerator<readonly WrittenEvent[]> {
  const named = new NamedMessages();
  for await (const { firstNumber, lines } of textLines(path)) {
    yield lines.flatMap((line, index) => {
      return line.trim() === '' ? [] : eventOf(line, named, complaintAt(path, firstNumber + index));
    });
  }
}

function eventOf(line: string, named: NamedMessages, complain: Complain): WrittenEvent {
  const fields = parsed(line, complain);
  const { ev } = fields;
  if (!isEventName(ev)) throw complain(`expected "ev" to be one of ${Object.keys(needed).join(', ')}${got(ev)}`);
  const event: WrittenEvent = {
    atMs: instantOf(fields, complain),
    ev,
    ...otherFields(fields, complain),
  };
  const missing = fieldsOf(event, needed[ev]).find((field) => event[field] === undefined);
  if (missing !== undefined || (ev === 'msg' && event.channel === null)) {
    throw complain(`expected "${missing ?? 'channel'}" in an event "${ev}"`);
  }
  named.check(event, complain);
  return event;
}

/** The required fields of each event. The last two events change nothing: they only let time pass. */
const needed = {
  msg: ['user', 'channel'],
  react: ['user', 'to', 'emoji'],
  voice: ['user', 'channel'],
  join: [],
  part: [],
  pass: ['user'],
  timeout: ['user', 'by', 'amount'],
  roles: ['user', 'roles'],
  presence: ['user', 'device'],
  members: ['amount'],
  online: ['amount'],
  tick: [],
  monthly: [],
} as const satisfies Record<string, readonly (keyof WrittenEvent)[]>;

/** A kick or ban needs the user and the moderator. */
function fieldsOf({ how }: WrittenEvent, fields: readonly (keyof WrittenEvent)[]): readonly (keyof WrittenEvent)[] {
  return how === undefined ? fields : ['user', 'by'];
}

function isEventName(ev: unknown): ev is keyof typeof needed {
  return typeof ev === 'string' && Object.hasOwn(needed, ev);
}

/** The named messages of a file, by their place. */
class NamedMessages {
  readonly #places = new Map<string, string>();

  /** @throws {UserError} if an event refers to a message that no earlier line names, or cannot reply to it. */
  check({ ev, id, reply, forward, to, under, channel, thread }: WrittenEvent, complain: Complain): void {
    for (const [field, name] of Object.entries({ reply, forward, to, under })) {
      if (name !== undefined && !this.#places.has(name)) {
        throw complain(`expected "${field}" to be the "id" of a message in an earlier line`);
      }
    }
    const place = JSON.stringify([channel, thread, under]);
    if (reply !== undefined && this.#places.get(reply) !== place) {
      throw complain('expected "reply" to be a message of the same channel or thread');
    }
    if (ev === 'msg' && id !== undefined) this.#places.set(id, place);
  }
}

function got(ev: unknown): string {
  return typeof ev === 'string' ? `; got ${JSON.stringify(ev.slice(0, 40))}` : '';
}

function parsed(line: string, complain: Complain): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The position in JSON.parse's error may come with a piece of the line, which may have an id.
    throw complain('expected one JSON object a line');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw complain('expected a JSON object');
  return value as Fields;
}

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function instantOf({ t }: Fields, complain: Complain): number {
  const atMs = typeof t === 'string' && isoInstant.test(t) ? Date.parse(t) : Number.NaN;
  if (isPossibleInstant(atMs)) return atMs;
  throw complain('expected "t" to be an instant from 2015 on, such as "2018-03-05T00:20:06.000Z"');
}
