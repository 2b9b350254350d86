import { parseArgs } from 'node:util';

export interface TortureArguments {
  /** The first life; the ones after it have the numbers that follow. */
  readonly seed: number;
  /** Lives are lived until there are so many server-months. */
  readonly months: number;
  /**
   * Over how many gateway shards the guilds of a life, or of a real bot, are divided; undefined for as many as the seed
   * says, 1 to 3, and for 1 and 3 in turn.
   */
  readonly lanes: number | undefined;
  /** How often a real process is ended by SIGKILL. */
  readonly kills: number;
  /** One in so many payloads and frames that Discord would never send is sent to a real process; 0 for none. */
  readonly fuzz: number;
}

/** @throws {RangeError} for what is not a whole number. */
export function tortureArguments(args: readonly string[]): TortureArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      months: { type: 'string', default: '1000' },
      lanes: { type: 'string' },
      kills: { type: 'string', default: '200' },
      fuzz: { type: 'string', default: '1' },
    },
  });
  return {
    seed: whole(values.seed),
    months: whole(values.months),
    lanes: values.lanes === undefined ? undefined : whole(values.lanes),
    kills: whole(values.kills),
    fuzz: whole(values.fuzz),
  };
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`expected a whole number, got ${text}`);
  return Number(text);
}
