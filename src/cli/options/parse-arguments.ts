import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../../core/errors.ts';

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
