import type { Snowflake } from '../../core/snowflake.ts';

/** A span in which a guild was not observed, in milliseconds since the Unix epoch. Stored in whole seconds. */
export interface Gap {
  readonly guildId: Snowflake;
  readonly fromMs: number;
  /** Null while the gap is open. */
  readonly toMs: number | null;
  /** Members at its end minus members at its start; absent if unknown. */
  readonly headcountChange?: number;
}
