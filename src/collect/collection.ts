import { Tally } from '../columns/tally.ts';
import type { Clock } from '../core/clock.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { Vault } from '../vault/vault.ts';
import { Collector } from './collector.ts';
import { Flusher, type FlusherParts } from './flusher.ts';
import { GatewayProgress } from './gateway-progress.ts';
import { GuildBook } from './guild-book.ts';
import { JoinerCounter } from './joiner-counter.ts';
import { MessagePositions } from './messages/message-positions.ts';
import type { UnknownChannelsParts } from './messages/unknown-channels.ts';
import { Observation } from './observation.ts';
import { TenureCounter } from './tenure-counter.ts';
import { TrialMembers } from './trial-members.ts';
import { VisitorCounter } from './visitor-counter.ts';
import { countVoiceInto } from './voice/count-voice.ts';
import { VoiceTracker } from './voice/voice-tracker.ts';

export interface CollectionParts {
  readonly clock: Clock;
  readonly store: FlusherParts['store'];
  readonly vault: Vault;
  /** Where the last commit left off. */
  readonly checkpoint: Checkpoint;
  /** Whether time in a guild's AFK channel counts as voice. */
  readonly countAfk: boolean;
  /** For how many days after joining nobody counts as active. */
  readonly trialDays: number;
  readonly learnChannel: UnknownChannelsParts['learnChannel'];
  readonly onCommitted?: FlusherParts['onCommitted'] | undefined;
  readonly onSetAside?: FlusherParts['onSetAside'];
  readonly onDropped?: FlusherParts['onDropped'];
}

/** Everything that counts, put together: what it knows, the collector that changes it, the flusher that keeps it. */
export function assembleCollection(parts: CollectionParts) {
  const { clock, store, vault, checkpoint, countAfk, onCommitted, onSetAside, onDropped } = parts;
  const guilds = new GuildBook(checkpoint);
  const tally = new Tally();
  const tenure = new TenureCounter(checkpoint);
  const trial = new TrialMembers(parts.trialDays, checkpoint);
  const countVoice = countVoiceInto({ tally, tenure, trial, guilds }, countAfk);
  const voice = new VoiceTracker(countVoice, checkpoint.voiceSessions);
  const observation = new Observation(checkpoint, guilds);
  const progress = new GatewayProgress(checkpoint.gatewayPosition);
  const messages = new MessagePositions(checkpoint.messagePositions);
  const visitors = new VisitorCounter({ vault, guilds });
  const joiners = new JoinerCounter();
  const known = { vault, guilds, tally, tenure, trial, voice, observation, progress, messages, visitors, joiners };
  const collector = new Collector({ ...known, clock, learnChannel: parts.learnChannel });
  // A guild that had not come back when the process before this one ended has yet to tell of its channels.
  collector.cutOff(
    checkpoint.openGaps.map(({ guildId }) => guildId),
    clock.now(),
  );
  const { batch: lastBatch, observedUntilMs } = checkpoint;
  const last = { lastBatch, observedUntilMs };
  const flusher = new Flusher({ ...known, ...last, clock, store, collector, onCommitted, onSetAside, onDropped });
  return { ...known, collector, flusher };
}
