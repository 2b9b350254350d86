import { Tally } from '../columns/tally.ts';
import type { Clock } from '../core/clock.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { Vault } from '../vault/vault.ts';
import { Collector } from './collector.ts';
import { CoverageTracker } from './coverage-tracker.ts';
import { Flusher, type FlusherDeps } from './flusher.ts';
import { GatewayProgress } from './gateway-progress.ts';
import { GuildRegistry } from './guild-registry.ts';
import { NewcomerWays } from './members/newcomer-ways.ts';
import { TenureCounter } from './members/tenure-counter.ts';
import { TrialMembers } from './members/trial-members.ts';
import { VisitorCounter } from './members/visitor-counter.ts';
import { MessagePositions } from './messages/message-positions.ts';
import { ModeratorCover } from './messages/moderator-cover.ts';
import type { UnknownChannelsDeps } from './messages/unknown-channels.ts';
import { Totals } from './totals.ts';
import { countVoiceInto } from './voice/count-voice.ts';
import { VoicePeak } from './voice/voice-peak.ts';
import { VoiceTracker } from './voice/voice-tracker.ts';

export interface CollectionDeps {
  readonly clock: Clock;
  readonly store: FlusherDeps['store'];
  readonly vault: Vault;
  /** The state at the last commit. */
  readonly checkpoint: Checkpoint;
  /** Built from the same checkpoint, by a caller that needs the registry earlier. */
  readonly guilds?: GuildRegistry;
  /** Whether time in a guild's AFK channel counts as voice. */
  readonly countAfk: boolean;
  /** The number of days after joining during which a member does not count as active. */
  readonly trialDays: number;
  readonly learnChannel: UnknownChannelsDeps['learnChannel'];
  readonly onCommitted?: FlusherDeps['onCommitted'] | undefined;
  readonly onSetAside?: FlusherDeps['onSetAside'];
  readonly onDropped?: FlusherDeps['onDropped'];
}

/** Builds the counting half of a lane: its state in memory, the collector that changes it, the flusher that commits it. */
export function assembleCollection(deps: CollectionDeps) {
  const { clock, store, vault, checkpoint, countAfk, onCommitted, onSetAside, onDropped } = deps;
  const guilds = deps.guilds ?? new GuildRegistry(checkpoint);
  const tally = new Tally();
  const totals = new Totals(checkpoint.totalKeys);
  const tenure = new TenureCounter(checkpoint, totals);
  const trial = new TrialMembers(deps.trialDays, checkpoint);
  const countVoice = countVoiceInto({ vault, tally, tenure, trial, guilds }, countAfk);
  const voice = new VoiceTracker(countVoice, checkpoint.voiceSessions);
  const voicePeak = new VoicePeak({ voice, guilds, totals, countAfk });
  const moderatorCover = new ModeratorCover({ checkpoint, totals });
  const coverage = new CoverageTracker(checkpoint, guilds);
  const progress = new GatewayProgress(checkpoint.gatewayPosition);
  const messages = new MessagePositions(checkpoint.messagePositions);
  const visitors = new VisitorCounter({ vault, guilds, totals });
  const ways = new NewcomerWays({ vault, totals });
  const counted = { tally, tenure, trial, voice, voicePeak, moderatorCover, messages, visitors, totals, ways };
  const known = { vault, guilds, coverage, progress, ...counted };
  const collector = new Collector({ ...known, clock, learnChannel: deps.learnChannel });
  // Guilds that were cut off when the previous process ended have not listed their channels yet.
  collector.cutOff(
    checkpoint.openGaps.map(({ guildId }) => guildId),
    clock.now(),
  );
  const { batch: lastBatch, observedUntilMs } = checkpoint;
  const last = { lastBatch, observedUntilMs };
  const flusher = new Flusher({ ...known, ...last, clock, store, collector, onCommitted, onSetAside, onDropped });
  return { ...known, collector, flusher };
}
