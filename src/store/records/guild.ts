import type { GuildSettings } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';

export interface Guild {
  readonly id: Snowflake;
  readonly name: string;
  readonly settings: GuildSettings;
  /** Some of the settings could not be read, and are as they are by themselves. */
  readonly hasDamagedSettings?: true;
  readonly afkChannelId: Snowflake | null;
  /** Members as Discord last said, bots included. */
  readonly headcount: number;
  /** When Census first saw it; coverage begins here. Milliseconds since the Unix epoch. */
  readonly firstConnectedMs: number;
  /** When Census was removed from it, or null. The instant of the first connection where it has never been in it. */
  readonly leftMs: number | null;
  readonly wasGreeted: boolean;
  /** Messages before this instant are not counted from a channel's history. Milliseconds since the Unix epoch. */
  readonly catchUpFromMs: number;
  /** The last month whose end was told in the report channel; null before the first. */
  readonly announcedMonth: Month | null;
  /** False from when that telling is begun until it is known to have arrived. */
  readonly isAnnouncementCertain: boolean;
  /** Whether the report channel heard of more active members than the ceiling since they last were clearly fewer. */
  readonly wasAlertedOfMauLimit: boolean;
}
