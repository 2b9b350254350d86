import { parseArgs } from 'node:util';

export interface TortureArguments {
  /** The first seed. The following ones are consecutive. */
  readonly seed: number;
  /** Scenarios run until there are this many server-months. */
  readonly months: number;
  /**
   * The number of gateway shards for the guilds of a scenario or of a real bot; undefined to let the seed decide, 1 to
   * 3, and for 1 and 3 in turn with real bots.
   */
  readonly lanes: number | undefined;
  /** How often a real process is ended with SIGKILL. */
  readonly kills: number;
  /** One in this many invalid payloads and frames is sent to a real process; 0 for none. */
  readonly fuzz: number;
  /** How often the reading of a past year is ended with SIGKILL; 0 to read none. */
  readonly pastKills: number;
}

/** @throws {RangeError} for anything but a whole number. */
export function tortureArguments(args: readonly string[]): TortureArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      months: { type: 'string', default: '1000' },
      lanes: { type: 'string' },
      kills: { type: 'string', default: '200' },
      fuzz: { type: 'string', default: '1' },
      'past-kills': { type: 'string', default: '20' },
    },
  });
  return {
    seed: whole(values.seed),
    months: whole(values.months),
    lanes: values.lanes === undefined ? undefined : whole(values.lanes),
    kills: whole(values.kills),
    fuzz: whole(values.fuzz),
    pastKills: whole(values['past-kills']),
  };
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`expected a whole number, got ${text}`);
  return Number(text);
}
