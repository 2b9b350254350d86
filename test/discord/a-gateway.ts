import { EventEmitter } from 'node:events';
import { type GatewayDispatchPayload, GatewayIntentBits } from '@discordjs/core';
import { REST } from 'discord.js';
import { onTestFinished, vi } from 'vitest';
import { DispatchPositions } from '../../src/collect/dispatch-positions.ts';
import { Gateway } from '../../src/discord/gateway.ts';
import type { DiscordServer } from '../../src/simulator/discord-server.ts';
import type { GatewayPosition } from '../../src/store/store.ts';
import { alice, general, guildId } from '../simulator/stage.ts';

export interface GatewayOptions {
  readonly intents?: readonly GatewayIntentBits[];
  /** What an earlier process has committed. */
  readonly positions?: readonly GatewayPosition[];
  /** What dealing with a dispatch waits for. */
  readonly hold?: (payload: GatewayDispatchPayload) => Promise<void> | undefined;
  readonly resumeWithinMs?: number;
}

export const usualIntents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMembers,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildVoiceStates,
  GatewayIntentBits.MessageContent,
];

/** The gateway on a simulated Discord, noting all that it does. Disconnected at the end of the test. */
export function aGateway(server: DiscordServer, options: GatewayOptions = {}) {
  const { intents = usualIntents, positions: committed = [], hold, resumeWithinMs } = options;
  const signal = new EventEmitter().setMaxListeners(0);
  const notes: string[] = [];
  const dispatches: GatewayDispatchPayload[] = [];
  const errors: Error[] = [];
  const troubles: unknown[] = [];
  const note = (text: string) => {
    notes.push(text);
    signal.emit('change');
  };
  const finish = (payload: GatewayDispatchPayload) => {
    dispatches.push(payload);
    note(payload.t);
  };
  const positions = new DispatchPositions(committed);
  const gateway = new Gateway({
    token: 'a.good.token',
    rest: new REST({ api: server.apiUrl, retries: 0 }).setToken('a.good.token'),
    intents,
    positions,
    handle(payload) {
      const held = hold?.(payload);
      return held === undefined ? finish(payload) : held.then(() => finish(payload));
    },
    clock: { now: () => 0 },
    onBacklog: () => {},
    onSession: (shardId) => note(`session ${shardId}`),
    onLost: (shardId) => note(`lost ${shardId}`),
    onFrameRefused: ({ t }, field) => note(`refused ${t} ${field}`.replace('  ', ' ')),
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

  /** Waits until something holds, looking again whenever the gateway has done something. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => signal.once('change', resolve));
  };
  const messages = () => dispatches.flatMap((payload) => (payload.t === 'MESSAGE_CREATE' ? [payload.d.content] : []));
  return {
    gateway,
    positions,
    /** The names of dispatches that were dealt with, `session`, `lost`, `trouble` and `refused`, in their order. */
    notes,
    errors,
    /** What was not as it should be, and ended nothing. */
    troubles,
    until,
    /** The contents of the messages that were dealt with. */
    messages,
    noted: (text: string, times = 1) => until(() => notes.filter((one) => one === text).length >= times),
    sequences: () => dispatches.map(({ s }) => s),
    /** Connects, and waits for all that is told at the start. */
    async connect() {
      await gateway.connect();
      await gateway.settled(0, server.lastSequence());
      return this;
    },
    /** Waits until it has dealt with all that it was sent. */
    caughtUp: () => until(() => (dispatches.at(-1)?.s ?? 0) >= server.lastSequence()),
  };
}

/** Lets messages be written, and says what they will be recognised by. */
export function write(server: DiscordServer, ...contents: string[]): void {
  for (const content of contents) {
    server.people.typeMessage({ guildId, channelId: general, userId: alice, content });
  }
}

/** The library lets a session begin five seconds after the one before. Whenever it looks at the clock, they have passed. */
export function fiveSecondsHaveAlwaysGoneBy(): void {
  let nowMs = 1_530_000_000_000;
  vi.spyOn(Date, 'now').mockImplementation(() => {
    nowMs += 6_000;
    return nowMs;
  });
}
