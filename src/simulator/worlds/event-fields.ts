import type { WorldEvent } from './world-event.ts';
import type { Complain } from './written-event.ts';

/** The JSON object of a line in an event file. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields of a line besides `t` and `ev`. Unknown fields are ignored. Null counts as missing, except for `channel`
 * and `device`.
 *
 * @throws {UserError} for an invalid field.
 */
export function otherFields(fields: Fields, complain: Complain): Partial<WorldEvent> {
  const event: Record<string, unknown> = {};
  for (const [field, read] of readers) {
    const value = fields[field];
    const isGiven = value !== undefined && (value !== null || field === 'channel' || field === 'device');
    if (isGiven) event[field] = read(value, field, complain);
  }
  for (const flag of flags) if (fields[flag] === true) event[flag] = true;
  return event;
}

const flags = ['bot', 'webhook', 'pending'] as const;

type Read = (value: unknown, field: string, complain: Complain) => unknown;

const readers = Object.entries({
  user: name,
  channel: nameOrNull,
  thread: name,
  by: name,
  how: kickOrBan,
  id: name,
  reply: name,
  forward: name,
  under: name,
  to: name,
  amount: wholeNumber,
  speech: wholeNumber,
  device: devices,
  text,
  poll: text,
  emoji,
  files: contentTypes,
  stickers: names,
  roles: names,
} satisfies Partial<Record<keyof WorldEvent, Read>>);

/** Ids are texts. A number is accepted only if it is small enough to be exact in JSON. */
function name(value: unknown, field: string, complain: Complain): string {
  if ((typeof value === 'string' && value !== '') || Number.isSafeInteger(value)) return String(value);
  throw complain(`expected "${field}" to be an id or a name in quotes`);
}

function nameOrNull(value: unknown, field: string, complain: Complain): string | null {
  return value === null ? null : name(value, field, complain);
}

function names(value: unknown, field: string, complain: Complain): readonly string[] {
  if (!Array.isArray(value)) throw complain(`expected "${field}" to be a list of names`);
  return value.map((item) => name(item, field, complain));
}

function wholeNumber(value: unknown, field: string, complain: Complain): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw complain(`expected "${field}" to be a whole number from 0 on`);
}

function devices(value: unknown, field: string, complain: Complain): string | null {
  if (value === null || (typeof value === 'string' && severalDevices.test(value))) return value;
  throw complain(`expected "${field}" to be desktop, mobile or web, several of them with + between, or null`);
}

const severalDevices = /^(desktop|mobile|web)(\+(desktop|mobile|web))*$/;

function kickOrBan(value: unknown, field: string, complain: Complain): string {
  if (value === 'kick' || value === 'ban') return value;
  throw complain(`expected "${field}" to be kick or ban`);
}

const longestText = 2000;

function text(value: unknown, field: string, complain: Complain): string {
  if (typeof value === 'string' && value.length <= longestText) return value;
  throw complain(`expected "${field}" to be a text of at most ${longestText} characters`);
}

const longestEmoji = 32;

function emoji(value: unknown, field: string, complain: Complain): string {
  if (typeof value === 'string' && value !== '' && value.length <= longestEmoji) return value;
  throw complain(`expected "${field}" to be an emoji, or the name of one with a colon before and after`);
}

const mostFiles = 10;

function contentTypes(value: unknown, field: string, complain: Complain): readonly string[] {
  const isType = (item: unknown) => typeof item === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(item);
  if (Array.isArray(value) && value.length <= mostFiles && value.every(isType)) return value;
  throw complain(`expected "${field}" to be a list of at most ${mostFiles} content types, such as "image/png"`);
}
