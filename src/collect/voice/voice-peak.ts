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

/** Notes how many people are in voice at once; the total keeps the most of a day. */
export class VoicePeak {
  readonly #deps: VoicePeakDeps;

  constructor(deps: VoicePeakDeps) {
    this.#deps = deps;
  }

  /**
   * Notes how many counted people of a guild are in voice at an instant, which is to lie in the open month. To be called
   * when there may be more than before, and when a day begins.
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
