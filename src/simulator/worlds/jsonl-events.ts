import { textLines } from './text-lines.ts';
import { type Complain, complaintAt, isPossibleInstant, type WrittenEvent } from './written-event.ts';

/** Reads events, piece by piece, written one a line as JSON: `{t, ev, user?, channel?, amount?, device?}`, `t` an ISO instant. */
export async function* jsonlEvents(path: string): AsyncGenerator<readonly WrittenEvent[]> {
  for await (const { firstNumber, lines } of textLines(path)) {
    yield lines.flatMap((line, index) => {
      return line.trim() === '' ? [] : eventOf(line, complaintAt(path, firstNumber + index));
    });
  }
}

type Fields = Readonly<Record<string, unknown>>;

function eventOf(line: string, complain: Complain): WrittenEvent {
  const fields = parsed(line, complain);
  const { ev } = fields;
  if (!isEventName(ev)) throw complain(`expected "ev" to be one of ${eventNames.join(', ')}${got(ev)}`);
  const event: WrittenEvent = {
    atMs: instantOf(fields, complain),
    ev,
    ...named('user', fields, complain),
    ...named('thread', fields, complain),
    ...(fields.channel === null ? { channel: null } : named('channel', fields, complain)),
    ...amountOf(fields, complain),
    ...deviceOf(fields, complain),
    ...(fields.bot === true && { bot: true }),
  };
  const missing = missingIn(event);
  if (missing !== undefined) throw complain(`expected "${missing}" in an event "${ev}"`);
  return event;
}

/** What a world file may hold. The last two change nothing: they only let time pass. */
const eventNames = ['msg', 'voice', 'join', 'part', 'presence', 'members', 'tick', 'monthly'] as const;

function isEventName(ev: unknown): ev is (typeof eventNames)[number] {
  return eventNames.some((name) => name === ev);
}

function got(ev: unknown): string {
  return typeof ev === 'string' ? `; got ${JSON.stringify(ev.slice(0, 40))}` : '';
}

function parsed(line: string, complain: Complain): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The position that JSON.parse gives may come with a piece of the line, which may hold an id.
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

/** Ids are texts; a number is taken only if it is small enough for JSON to keep it exactly. */
function named<Key extends 'user' | 'channel' | 'thread'>(key: Key, fields: Fields, complain: Complain) {
  const value = fields[key];
  if (value === undefined || value === null) return undefined;
  if ((typeof value === 'string' && value !== '') || Number.isSafeInteger(value)) {
    return { [key]: String(value) } as Record<Key, string>;
  }
  throw complain(`expected "${key}" to be an id or a name in quotes`);
}

function amountOf({ amount }: Fields, complain: Complain) {
  if (amount === undefined || amount === null) return undefined;
  if (Number.isSafeInteger(amount) && Number(amount) >= 0) return { amount: Number(amount) };
  throw complain('expected "amount" to be a whole number from 0 on');
}

function deviceOf({ device }: Fields, complain: Complain) {
  if (device === undefined) return undefined;
  if (device === null || (typeof device === 'string' && severalDevices.test(device))) return { device };
  throw complain('expected "device" to be desktop, mobile or web, several of them with + between, or null');
}

const severalDevices = /^(desktop|mobile|web)(\+(desktop|mobile|web))*$/;

/** The field without which an event cannot happen. */
function missingIn({ ev, user, channel, amount, device }: WrittenEvent): string | undefined {
  if ((ev === 'msg' || ev === 'voice' || ev === 'presence') && user === undefined) return 'user';
  if (ev === 'msg' && (channel === undefined || channel === null)) return 'channel';
  if (ev === 'voice' && channel === undefined) return 'channel';
  if (ev === 'presence' && device === undefined) return 'device';
  if (ev === 'members' && amount === undefined) return 'amount';
  return undefined;
}
