import { readDataDirectory } from '../../config.ts';
import { UserError } from '../../core/errors.ts';
import type { CommandIo } from '../io/command-io.ts';
import { hasCensusData } from '../open-counters.ts';

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
