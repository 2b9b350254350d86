import { parseArgs } from 'node:util';
import { UserError } from '../../src/core/errors.ts';

export interface BenchArguments {
  readonly wants: 'help' | 'list' | 'run';
  /** Which benchmarks to run, in this order. */
  readonly names: readonly string[];
  readonly isQuick: boolean;
  readonly seed: number;
  /** Where the outcomes are written as JSON, too. */
  readonly jsonFile: string | null;
}

/**
 * Reads the command line; without a name all that are known are meant.
 *
 * @throws {UserError} for what is not understood.
 */
export function benchArguments(args: readonly string[], knownNames: readonly string[]): BenchArguments {
  const { values, positionals } = parse(args);
  for (const name of positionals) {
    if (knownNames.includes(name)) continue;
    throw new UserError(`There is no benchmark called ${name}; there are ${knownNames.join(', ')}.`);
  }
  if (!/^\d{1,9}$/.test(values.seed)) {
    throw new UserError(`--seed: expected a whole number of at most nine digits, got ${values.seed}`);
  }
  return {
    wants: values.help ? 'help' : values.list ? 'list' : 'run',
    names: positionals.length === 0 ? knownNames : positionals,
    isQuick: values.quick,
    seed: Number(values.seed),
    jsonFile: values.json ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        seed: { type: 'string', default: '1' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    throw new UserError(`${(cause as Error).message} (see npm run bench -- --help)`, { cause });
  }
}
