import type { Snowflake } from '../../core/snowflake.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { Totals } from '../totals.ts';
import { countedVoiceChannel } from './count-voice.ts';
import type { VoiceTracker } from './voice-tracker.ts';

export interface VoicePeakDeps {
  readonly voice: Pick<VoiceTracker, 'channelsInUse'>;
  readonly guilds: GuildRegistry;
  readonly totals: Pick<Totals, 'add'>;
  /** Whether time in a guild's AFK channel counts as voice. */
  readonly countAfk: boolean;
}

/** Counts how many people are in voice at once. The total keeps the greatest number of each day. */
export class VoicePeak {
  readonly #deps: VoicePeakDeps;

  constructor(deps: VoicePeakDeps) {
    this.#deps = deps;
  }

  /**
   * Notes how many counted people of a guild are in voice. `atMs` must lie in the open month. To be called when the number
   * may have grown, and when a day begins.
   */
  note(guildId: Snowflake, atMs: number): void {
    const { voice, guilds, totals, countAfk } = this.#deps;
    let people = 0;
    for (const channelId of voice.channelsInUse(guildId)) {
      if (countedVoiceChannel(guilds, guildId, channelId, countAfk) !== undefined) people += 1;
    }
    if (people > 0) totals.add({ guildId, metric: 'voice_peak', atMs, amount: people });
  }
}
