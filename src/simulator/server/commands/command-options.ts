import { ApplicationCommandOptionType as OptionType } from '@discordjs/core';
import { UserError } from '../../../core/errors.ts';
import type { Channel, Guild } from '../entities.ts';
import { withUser } from '../guild-snapshot.ts';
import { channelPayload, type Payload, rolePayload, userPayload } from '../payloads.ts';
import { isSnowflake } from '../snowflakes.ts';
import type { World } from '../world.ts';
import type { DeclaredOption } from './declared-command.ts';

/** Options as an interaction has them, and the objects that they name. */
export interface ResolvedOptions {
  readonly options: readonly Payload[];
  readonly resolved: Readonly<Record<string, Record<string, Payload>>>;
}

type Given = Readonly<Record<string, string | number | boolean>>;

/**
 * Converts what a user filled in as Discord's client does, by the types of the options.
 *
 * @throws {UserError} for what the client would not accept: a missing option, an unknown choice, channel, role or
 *   member, or an invalid number.
 */
export function resolveOptions(
  world: World,
  guild: Guild,
  declared: readonly DeclaredOption[],
  given: Given,
): ResolvedOptions {
  const unknown = Object.keys(given).find((name) => !declared.some((option) => option.name === name));
  if (unknown !== undefined) throw new UserError(`There is no option "${unknown.slice(0, 100)}".`);
  const resolver = new Resolver(world, guild);
  const options = declared.flatMap((option) => {
    const value = given[option.name];
    if (value !== undefined) return [{ name: option.name, type: option.type, value: resolver.value(option, value) }];
    if (option.required) throw new UserError(`The option "${option.name}" is required.`);
    return [];
  });
  return { options, resolved: resolver.resolved };
}

class Resolver {
  readonly #world: World;
  readonly #guild: Guild;
  readonly resolved: Record<string, Record<string, Payload>> = {};

  constructor(world: World, guild: Guild) {
    this.#world = world;
    this.#guild = guild;
  }

  value(option: DeclaredOption, given: string | number | boolean): string | number | boolean {
    const { type } = option;
    const text = String(given);
    if (option.choices?.length) return chosen(option, text);
    if (type === OptionType.Integer || type === OptionType.Number) return numberOf(option, text);
    if (type === OptionType.Boolean) return booleanOf(option, text);
    if (type === OptionType.Channel) return this.#channel(option, text);
    if (type === OptionType.Role) return this.#role(text) ?? missing(option, 'a role', text);
    if (type === OptionType.User) return this.#user(text) ?? missing(option, 'a member', text);
    if (type === OptionType.Mentionable) {
      return this.#role(text) ?? this.#user(text) ?? missing(option, 'a role or a member', text);
    }
    return text;
  }

  #channel(option: DeclaredOption, text: string): string {
    const wanted = idIn(text, /^<#(\d+)>$/);
    const name = text.replace(/^#/, '').toLowerCase();
    const isAllowed = ({ type }: Channel) => option.channel_types?.includes(type) ?? true;
    const channels = [...this.#guild.channels.values()].filter(isAllowed);
    const channel = channels.find(({ id }) => id === wanted) ?? channels.find((one) => one.name.toLowerCase() === name);
    if (!channel) return missing(option, 'a channel', text);
    this.#note('channels', channel.id, { ...channelPayload(channel), permissions: '0' });
    return channel.id;
  }

  #role(text: string): string | undefined {
    const wanted = idIn(text, /^<@&(\d+)>$/);
    const roles = [...this.#guild.roles.values()];
    const name = text.replace(/^@/, '').toLowerCase();
    const role = roles.find(({ id }) => id === wanted) ?? roles.find((one) => one.name.toLowerCase() === name);
    if (role) this.#note('roles', role.id, rolePayload(role, roles.indexOf(role)));
    return role?.id;
  }

  #user(text: string): string | undefined {
    const wanted = idIn(text, /^<@!?(\d+)>$/);
    const name = text.replace(/^@/, '').toLowerCase();
    const members = [...this.#guild.members.values()];
    const member =
      members.find(({ userId }) => userId === wanted) ??
      members.find(({ userId }) => this.#world.user(userId).username === name);
    if (!member) return this.#stranger(wanted);
    this.#note('users', member.userId, userPayload(this.#world.user(member.userId)));
    const { user: _, ...withoutUser } = withUser(this.#world, member);
    this.#note('members', member.userId, { ...withoutUser, permissions: '0' });
    return member.userId;
  }

  /** Any user on Discord can be named by id, member or not. */
  #stranger(id: string): string | undefined {
    if (!isSnowflake(id)) return undefined;
    this.#note('users', id, userPayload(this.#world.user(id)));
    return id;
  }

  #note(kind: string, id: string, payload: Payload): void {
    this.resolved[kind] = { ...this.resolved[kind], [id]: payload };
  }
}

function chosen({ name, choices = [] }: DeclaredOption, text: string): string | number {
  const choice = choices.find((one) => String(one.value) === text || one.name === text);
  if (choice) return choice.value;
  const known = choices.map((one) => one.name).join(', ');
  throw new UserError(`The option "${name}" must be one of: ${known}; got "${text.slice(0, 100)}".`);
}

function numberOf(option: DeclaredOption, text: string): number {
  const number = Number(text);
  const isGood = option.type === OptionType.Integer ? Number.isSafeInteger(number) : Number.isFinite(number);
  return text.trim() !== '' && isGood ? number : missing(option, 'a number', text);
}

function booleanOf(option: DeclaredOption, text: string): boolean {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return missing(option, 'true or false', text);
}

function missing({ name }: DeclaredOption, expected: string, text: string): never {
  throw new UserError(`The option "${name}" must be ${expected}; got "${text.slice(0, 100)}".`);
}

/** The id that a text is or mentions. */
function idIn(text: string, mention: RegExp): string {
  return mention.exec(text)?.[1] ?? text;
}
