import { EventEmitter } from 'node:events';
import { type GatewayDispatchPayload, GatewayIntentBits } from '@discordjs/core';
import { REST } from 'discord.js';
import { onTestFinished, vi } from 'vitest';
import { GatewayProgress } from '../../src/collect/gateway-progress.ts';
import { Gateway } from '../../src/gateway/connection/gateway.ts';
import type { LaneConnection } from '../../src/gateway/connection/lane-connection.ts';
import type { DiscordServer } from '../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import type { GatewayPosition } from '../../src/store/batch.ts';
import { general } from '../cast.ts';
import { alice, guildId } from '../simulator/server/stage.ts';

export interface AGatewayOptions {
  readonly intents?: readonly GatewayIntentBits[];
  /** The number of shards that the guilds are divided into. All of them are connected. */
  readonly shardCount?: number;
  /** The positions committed by an earlier process. */
  readonly positions?: readonly GatewayPosition[];
  /** What handling a dispatch waits for. */
  readonly hold?: (payload: GatewayDispatchPayload) => Promise<void> | undefined;
  readonly resumeWithinMs?: number;
  /** A fixed clock by default. */
  readonly clock?: SimulatedClock;
}

export const usualIntents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMembers,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildVoiceStates,
  GatewayIntentBits.MessageContent,
];

/** The gateway on a simulated Discord. Records everything it does. Disconnected at the end of the test. */
export function aGateway(server: DiscordServer, options: AGatewayOptions = {}) {
  const { intents = usualIntents, shardCount = 1, positions: committed = [], hold, resumeWithinMs } = options;
  const signal = new EventEmitter().setMaxListeners(0);
  const notes: string[] = [];
  const dispatches: (GatewayDispatchPayload & { readonly shardId: number })[] = [];
  const connected: number[] = [];
  const errors: Error[] = [];
  const troubles: unknown[] = [];
  const note = (text: string) => {
    notes.push(text);
    signal.emit('change');
  };
  const lanes = Array.from({ length: shardCount }, (_, shardId): LaneConnection => {
    const finish = (payload: GatewayDispatchPayload) => {
      dispatches.push({ ...payload, shardId });
      note(payload.t);
    };
    return {
      shardId,
      progress: new GatewayProgress(committed.find((position) => position.shardId === shardId) ?? null),
      handle(payload) {
        const held = hold?.(payload);
        return held === undefined ? finish(payload) : held.then(() => finish(payload));
      },
      onBacklog: () => {},
      onSession: () => note(`session ${shardId}`),
      onLost: () => note(`lost ${shardId}`),
      onConnected: () => void connected.push(shardId),
      onFrameRefused: ({ t }, field) => note(`refused ${t} ${field}`.replace('  ', ' ')),
    };
  });
  const gateway = new Gateway({
    token: 'a.good.token',
    rest: new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'),
    intents,
    shardCount,
    clock: options.clock ?? new SimulatedClock(0),
    onBudgetSpent: (untilMs, sessionsLeft) => note(`${sessionsLeft} sessions left until ${untilMs}`),
    onShardsRequired: () => note('more shards'),
    onTrouble: (trouble) => {
      troubles.push(trouble);
      note('trouble');
    },
    onRefused: (error) => {
      errors.push(error);
      note('refused');
    },
    ...(resumeWithinMs !== undefined && { resumeWithinMs }),
  });
  onTestFinished(() => gateway.disconnect());

  /** Waits until a condition holds. Checks it again after every action of the gateway. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => signal.once('change', resolve));
  };
  const join = () => gateway.connect(lanes);
  const progress = (shardId = 0) => {
    const lane = lanes[shardId];
    if (lane === undefined) throw new Error('expected a lane');
    return lane.progress;
  };
  const lastOf = (shardId: number) => dispatches.findLast((payload) => payload.shardId === shardId)?.s ?? 0;
  return {
    gateway,
    lanes,
    progress,
    /** The position of a shard that could be committed now. */
    position: (shardId = 0) => progress(shardId).position,
    /** The positions of all shards that could be committed now. */
    positions: () => lanes.flatMap((lane) => lane.progress.position ?? []),
    /** The names of handled dispatches, and `session`, `lost`, `trouble` and `refused`, in order. */
    notes,
    /** The connected shards, in order. */
    connected,
    errors,
    /** Unexpected conditions that ended nothing. */
    troubles,
    until,
    /** The contents of the handled messages, of one shard or of all. */
    messages: (shardId?: number) =>
      dispatches.flatMap((payload) => {
        const isAsked = shardId === undefined || payload.shardId === shardId;
        return isAsked && payload.t === 'MESSAGE_CREATE' ? [payload.d.content] : [];
      }),
    noted: (text: string, times = 1) => until(() => notes.filter((one) => one === text).length >= times),
    sequences: () => dispatches.map(({ s }) => s),
    /** Connects all shards. Resolves when each has received READY or RESUMED. */
    join,
    /** Connects and waits for the initial dispatches. */
    async connect() {
      await join();
      await Promise.all(lanes.map(({ shardId }) => gateway.settled(shardId, server.lastSequence(shardId))));
      return this;
    },
    /** Waits until everything sent has been handled. */
    caughtUp: () => until(() => lanes.every(({ shardId }) => lastOf(shardId) >= server.lastSequence(shardId))),
  };
}

/** Writes messages and returns their contents. */
export function write(server: DiscordServer, ...contents: string[]): void {
  for (const content of contents) {
    server.people.typeMessage({ guildId, channelId: general, userId: alice, content });
  }
}

/** The library waits five seconds between two sessions. Here they have always passed. */
export function fiveSecondsHaveAlwaysGoneBy(): void {
  let nowMs = 1_530_000_000_000;
  vi.spyOn(Date, 'now').mockImplementation(() => {
    nowMs += 6_000;
    return nowMs;
  });
}
