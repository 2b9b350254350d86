import type { GuildSettings } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';

export interface Guild {
  readonly id: Snowflake;
  readonly name: string;
  readonly settings: GuildSettings;
  /** Some settings could not be read and have their default. */
  readonly hasDamagedSettings?: true;
  readonly afkChannelId: Snowflake | null;
  /** Members as last reported by Discord, apps included. */
  readonly headcount: number;
  /** When Census first saw the guild, in milliseconds since the Unix epoch. Coverage begins here. */
  readonly firstConnectedMs: number;
  /**
   * When Census was removed from the guild, in milliseconds since the Unix epoch; null if it is in it. Equal to
   * {@link firstConnectedMs} if it never was.
   */
  readonly leftMs: number | null;
  readonly wasGreeted: boolean;
  /** Catch-up counts no message before this, in milliseconds since the Unix epoch. */
  readonly catchUpFromMs: number;
  /** The last month whose end was announced in the report channel; null before the first. */
  readonly announcedMonth: Month | null;
  /** False from the moment the announcement is sent until Discord confirms it. */
  readonly isAnnouncementCertain: boolean;
  /**
   * The report channel was warned of too many active members, and they have not fallen clearly below the limit since.
   */
  readonly wasAlertedOfMauLimit: boolean;
}
