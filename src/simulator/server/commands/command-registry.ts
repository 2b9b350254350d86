import type { Snowflake } from '../../../core/snowflake.ts';
import { invalidForm } from '../rest/api-error.ts';
import type { World } from '../world.ts';
import { checkCommand } from './command-limits.ts';
import type { DeclaredCommand } from './declared-command.ts';

export interface RegisteredCommand extends DeclaredCommand {
  readonly id: Snowflake;
}

const mostCommands = 100;

/** The global commands of the application. */
export class CommandRegistry {
  readonly #world: World;
  #commands: readonly RegisteredCommand[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  get all(): readonly RegisteredCommand[] {
    return this.#commands;
  }

  /**
   * Replaces all commands. One that keeps its name keeps its id.
   *
   * @throws {ApiError} if a limit is exceeded.
   */
  overwrite(declared: unknown): readonly RegisteredCommand[] {
    if (!Array.isArray(declared)) throw invalidForm('_', 'Only list-like values are allowed.');
    if (declared.length > mostCommands) throw invalidForm('_', 'Must be 100 or fewer in length.');
    const commands = declared as readonly DeclaredCommand[];
    for (const [index, command] of commands.entries()) checkCommand(command, String(index));
    const twice = commands.findIndex(({ name }, index) => commands.findIndex((one) => one.name === name) < index);
    if (twice >= 0) throw invalidForm(`${twice}.name`, 'Application command names must be unique');
    this.#commands = commands.map((command) => this.#register(command));
    return this.#commands;
  }

  #register(command: DeclaredCommand): RegisteredCommand {
    const before = this.#commands.find(({ name }) => name === command.name);
    return {
      ...defaults,
      ...command,
      id: before?.id ?? this.#world.newId(),
      ...{ application_id: this.#world.bot.id, version: this.#world.newId() },
    };
  }
}

const defaults = {
  type: 1,
  default_member_permissions: null,
  dm_permission: true,
  contexts: null,
  integration_types: [0],
  nsfw: false,
  options: [],
};
