import type { Snowflake } from '../../core/snowflake.ts';

/** A span in which a guild was not observed, in milliseconds since the Unix epoch, kept in whole seconds. */
export interface Gap {
  readonly guildId: Snowflake;
  readonly fromMs: number;
  readonly toMs: number | null;
  /** How many members more (or, below 0, fewer) there were at its end; absent where that is not known. */
  readonly headcountChange?: number;
}
