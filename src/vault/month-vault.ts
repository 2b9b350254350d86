import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { DrawTokens } from '../store/records.ts';
import type { Vault } from './vault.ts';

/** The part of a lane's vault that begins and ends with a month: the salt on the disk, and the people in memory. */
export interface MonthVault {
  /** The people of the open month. */
  readonly people: Vault;

  /** Whether there are changes that no commit has taken yet. */
  readonly hasChanges: boolean;

  /** The month of the salt on the disk; null if there is no salt. */
  readonly saltMonth: Month | null;

  /** Draws tokens that differ from each other. */
  readonly drawTokens: DrawTokens;

  /** The cohorts of the open month, merged for storing. Empty after a restart during rotation: they are already stored. */
  readonly cohorts: readonly Total[];

  /** Forgets all people in memory. No member can be counted until the next {@link open}. May be repeated. */
  close(): void;

  /**
   * Destroys the salt: from then on ids cannot be matched to hashes. Durable when it resolves. May be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  wipeSalt(): Promise<void>;

  /**
   * Draws the salt of a month and overwrites the previous one. Durable when it resolves.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  drawSalt(month: Month): Promise<void>;

  /**
   * Opens a month, whose salt must be on the disk, with the people that the store has under that salt. `members` are the
   * numbers and tokens in use. With `guildIds`, people of other guilds are deleted: those guilds now belong to another
   * lane, which may seal the month earlier, and where these people could not be erased. Resolves to the number of people.
   *
   * @throws {VaultRefused} when the people belong to another month or salt.
   * @throws {StoreUnavailable} when the people are damaged, or the disk refuses.
   */
  open(month: Month, members: Checkpoint['members'], guildIds?: readonly Snowflake[]): Promise<number>;
}
