import type { Snowflake } from '../../core/snowflake.ts';

/** The account of a person or an app. Replaced, never changed. */
export interface User {
  readonly id: Snowflake;
  readonly username: string;
  readonly isBot: boolean;
}
