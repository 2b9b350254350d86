import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../../core/errors.ts';

/**
 * Reads the arguments of a command as `node:util` does.
 *
 * @throws {UserError} for what the command does not know, naming its help.
 */
export function parseArguments<Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs<Config>(config);
  } catch (cause) {
    throw new UserError(`${(cause as Error).message} (see npm run ${command} -- --help)`, { cause });
  }
}
