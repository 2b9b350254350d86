import { type ParseArgsConfig, parseArgs } from 'node:util';
import { readDataDirectory } from '../config.ts';
import { UserError } from '../core/errors.ts';
import { type CalledGuild, calledGuild, listedGuilds } from '../import/called-guilds.ts';
import type { CommandIo } from './io/command-io.ts';
import { hasCensusData } from './open-store.ts';

/**
 * Reads the arguments of a command as `node:util` does.
 *
 * @throws {UserError} for an unknown argument. It names the command's help.
 */
export function parseArguments<Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs<Config>(config);
  } catch (cause) {
    throw new UserError(`${(cause as Error).message} (see npm run ${command} -- --help)`, { cause });
  }
}

/** The line about `--data` in a command's help. */
export const dataHelp = "--data DIR    the bot's DATA_DIR; default: that of .env or the environment, else ./data";

/**
 * The folder that `--data` names; by default the bot's own.
 *
 * @throws {UserError} for an empty name.
 */
export function dataOption(given: string | undefined, { environment }: Pick<CommandIo, 'environment'>): string {
  if (given === undefined) return readDataDirectory(environment());
  if (given.trim() === '') throw new UserError('--data: expected a folder, got an empty name');
  return given;
}

/**
 * The same, but the folder must have counters.
 *
 * @throws {UserError} if there are no counters.
 */
export function countedDataOption(given: string | undefined, io: Pick<CommandIo, 'environment'>): string {
  const data = dataOption(given, io);
  if (hasCensusData(data)) return data;
  const origin = given === undefined ? ' (DATA_DIR); start the bot once, or give another folder' : '';
  throw new UserError(`--data: expected a folder with a census.db, got ${data}${origin}`);
}

/**
 * The guild that `--guild` names by its id or name; without `--guild`, the only one.
 *
 * @throws {UserError} that lists the choices.
 */
export function chooseGuild<Guild extends CalledGuild>(known: readonly Guild[], wanted: string | undefined): Guild {
  if (wanted !== undefined) {
    const called = calledGuild(known, wanted);
    if (called === null) throw new UserError(`--guild: expected the id or name of one of ${listedGuilds(known)}`);
    return called;
  }
  const [only, ...more] = known;
  if (only === undefined) throw new UserError('There is no server in this data yet: start the bot, or import files');
  if (more.length > 0) throw new UserError(`--guild: expected one of these servers: ${listedGuilds(known)}`);
  return only;
}

/**
 * Reads `2018-03-05` (midnight UTC) or `2018-03-05T10:00:00Z` into milliseconds since the Unix epoch.
 *
 * @throws {UserError} with the name of the option, what was expected and what was given.
 */
export function parseInstant(option: string, text: string): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text);
  const timeMs = isDay || isInstant ? Date.parse(text) : Number.NaN;
  // 31 February would be read as 3 March.
  const isReal = !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(text.slice(0, 10));
  if (!isReal) throw new UserError(`${option}: expected 2018-03-05 or 2018-03-05T10:00:00Z, got ${text.slice(0, 100)}`);
  return timeMs;
}
