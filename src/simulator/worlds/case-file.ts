import { readFile } from 'node:fs/promises';
import { PermissionFlagsBits } from '@discordjs/core';
import { UserError } from '../../core/errors.ts';
import { type ChannelTypeName, channelTypes } from '../server/entities.ts';

/** The content of `case.json`, with names and ids as written there. */
export interface CaseFile {
  readonly name: string | undefined;
  readonly startMs: number | null;
  readonly channels: readonly WrittenChannel[];
  readonly roles: readonly { readonly id: string; readonly name: string; readonly permissions: bigint }[];
  readonly initialMemberCount: number | undefined;
  readonly ignoreUsers: readonly string[];
  readonly ignoreChannels: readonly string[];
  readonly linkDomains: readonly string[];
  readonly afkChannel: string | undefined;
}

export interface WrittenChannel {
  readonly id: string;
  readonly name: string;
  readonly type: ChannelTypeName;
  /** The roles that see it, moderators aside; null if everyone does. */
  readonly roles: readonly string[] | null;
}

/** A world without a description. */
export const emptyCase: CaseFile = {
  name: undefined,
  startMs: null,
  channels: [],
  roles: [],
  initialMemberCount: undefined,
  ignoreUsers: [],
  ignoreChannels: [],
  linkDomains: [],
  afkChannel: undefined,
};

/** Reads `case.json`. Unknown fields are ignored. A missing file counts as empty. */
export async function readCaseFile(path: string): Promise<CaseFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ENOENT') return emptyCase;
    throw new UserError(`Expected a file that can be read at ${path}.`, { cause });
  }
  const fields = parsed(path, text);
  const complain = (expectation: string) => new UserError(`${path}: ${expectation}.`);
  return {
    name: textOf(fields.guild_name ?? fields.case),
    startMs: fields.start === undefined ? null : instantOf(fields.start, complain),
    channels: listOf(fields.channels, 'channels', complain).map((channel) => channelOf(channel, complain)),
    roles: listOf(fields.roles, 'roles', complain).map((role) => roleOf(role, complain)),
    initialMemberCount: countOf(fields.initial_member_count, complain),
    ignoreUsers: listOf(fields.ignore_users, 'ignore_users', complain).map(String),
    ignoreChannels: listOf(fields.ignore_channels, 'ignore_channels', complain).map(String),
    linkDomains: listOf(fields.link_domains, 'link_domains', complain).map(String),
    afkChannel: textOf(fields.afk_channel),
  };
}

type Fields = Readonly<Record<string, unknown>>;
type Complain = (expectation: string) => UserError;

function parsed(path: string, text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return value as Fields;
  } catch (cause) {
    throw new UserError(`${path}: expected JSON.`, { cause });
  }
  throw new UserError(`${path}: expected a JSON object.`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function instantOf(value: unknown, complain: Complain): number {
  const atMs = typeof value === 'string' && /(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(atMs)) throw complain('expected "start" to be an instant, such as "2018-03-05T00:00:00.000Z"');
  return atMs;
}

function countOf(value: unknown, complain: Complain): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw complain('expected "initial_member_count" to be a whole number');
}

function listOf(value: unknown, field: string, complain: Complain): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw complain(`expected "${field}" to be a list`);
}

/** The permissions of a role have their names in Discord's documentation, written as in `ManageMessages`. */
function roleOf(value: unknown, complain: Complain) {
  const { id, name, permissions } = (value ?? {}) as Fields;
  const key = textOf(id) ?? textOf(name);
  if (key === undefined) throw complain('expected every role to have an "id" or a "name" in quotes');
  const bits = listOf(permissions, 'permissions', complain).map((permission) => {
    const isKnown = typeof permission === 'string' && Object.hasOwn(PermissionFlagsBits, permission);
    if (isKnown) return PermissionFlagsBits[permission as keyof typeof PermissionFlagsBits];
    throw complain('expected the "permissions" of a role to be names such as "ManageMessages"');
  });
  return { id: key, name: textOf(name) ?? key, permissions: bits.reduce((all, bit) => all | bit, 0n) };
}

function channelOf(value: unknown, complain: Complain): WrittenChannel {
  const { id, name, type = 'text', roles } = (value ?? {}) as Fields;
  const key = textOf(id) ?? textOf(name);
  if (key === undefined) throw complain('expected every channel to have an "id" or a "name" in quotes');
  if (typeof type !== 'string' || !Object.hasOwn(channelTypes, type)) {
    throw complain(`expected the "type" of a channel to be one of ${Object.keys(channelTypes).join(', ')}`);
  }
  const seenBy = roles === undefined ? null : listOf(roles, 'roles', complain).map(String);
  return { id: key, name: textOf(name) ?? key, type: type as ChannelTypeName, roles: seenBy };
}
