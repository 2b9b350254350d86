import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { DrawTokens } from '../store/records/members.ts';
import type { Vault } from './vault.ts';

/** What of a lane's vault begins and ends with a month: the salt on the disk, and everybody in memory. */
export interface MonthVault {
  /** Answers who is who while a month is open. */
  readonly people: Vault;

  /** Whether anything was drawn or noted that no commit has taken yet. */
  readonly hasChanges: boolean;

  /** The month of the salt on the disk; null where there is none. */
  readonly saltMonth: Month | null;

  /** Draws tokens that differ from one another. */
  readonly drawTokens: DrawTokens;

  /** The cohorts of the open month, merged as they may be stored. Empty after a restart in a rotation: they are stored already. */
  readonly cohorts: readonly Total[];

  /** Forgets everybody in memory. Until the next {@link open} nobody can be counted. May be repeated. */
  close(): void;

  /**
   * Destroys the salt: from then on no hash can be tried. On the disk when it resolves. May be repeated.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  wipeSalt(): Promise<void>;

  /**
   * Draws the salt of a month, in place of what was there. On the disk when it resolves.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   */
  drawSalt(month: Month): Promise<void>;

  /**
   * Opens a month, whose salt must be on the disk, with the people whom the store has under that salt. `members` are the numbers
   * and tokens that are taken. With `guildIds` the numbers of people in other guilds are forgotten: those guilds were given
   * to another lane, which may seal the month earlier, and where nobody could find whom to erase. Resolves to how many
   * people are known.
   *
   * @throws {VaultRefused} when the people are those of another month or salt.
   * @throws {StoreUnavailable} when they are damaged, or the disk refuses.
   */
  open(month: Month, members: Checkpoint['members'], guildIds?: readonly Snowflake[]): Promise<number>;
}
