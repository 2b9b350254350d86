import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PermissionFlagsBits } from '@discordjs/core';
import { onTestFinished } from 'vitest';
import { type App, startApp } from '../../../src/app/app.ts';
import type { PostedMessage } from '../../../src/simulator/population/answers.ts';
import { buttonsOf } from '../../../src/simulator/server/components/buttons.ts';
import type { DiscordServerOptions } from '../../../src/simulator/server/discord-server.ts';
import { aConfig } from '../../a-config.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, type Stage, stage, voiceOne } from '../../simulator/server/stage.ts';

export const moderators = '600000000000000001';

interface Place {
  readonly guildId?: string;
  readonly userId?: string;
  readonly channelId?: string;
  /** The client language of the member who uses a slash command. */
  readonly locale?: string;
}

/** Census in a guild where Alice is a moderator and the mod channel is set and not counted. */
export interface CensusStage extends Stage {
  /** Everything logged, as text. */
  readonly log: string[];
  /** Alice types in the mod channel, unless stated otherwise. */
  type(content: string, place?: Place): Promise<readonly PostedMessage[]>;
  /** Alice uses a slash command there. */
  slash(
    name: string,
    options?: Readonly<Record<string, string | boolean>>,
    place?: Place,
  ): Promise<readonly PostedMessage[]>;
  /** Alice presses the button with this label under a message. */
  press(message: PostedMessage | undefined, label: string, place?: Place): Promise<readonly PostedMessage[]>;
  /** Stops Census and starts it again. */
  restart(): Promise<void>;
  /** The suggestions for Alice in the option `focused`. */
  suggestions(name: string, focused: string, typed: string, place?: Place): Promise<readonly string[]>;
  /** Waits until everything sent has been counted and answered. */
  settled(): Promise<void>;
}

export async function censusStage(
  options: Partial<DiscordServerOptions> = {},
  { countVisitors = false, flushEveryMs = 1000 } = {},
): Promise<CensusStage> {
  const made = await stage(options);
  const { server, clock } = made;
  server.guilds.setRole(guildId, { id: moderators, name: 'moderators', permissions: PermissionFlagsBits.ManageGuild });
  server.members.setRoles(guildId, alice, [moderators]);

  const dataDirectory = mkdtempSync(join(tmpdir(), 'census-commands-'));
  const log: string[] = [];
  const note = (fields: object, message: string): void => void log.push(`${message} ${JSON.stringify(fields)}`);
  const random = seededBytes();
  const start = (): Promise<App> =>
    startApp(aConfig({ discordApiUrl: server.apiUrl, dataDirectory, countVisitors }), {
      clock,
      random,
      log: { info: () => {}, warn: note, error: note },
      flushEveryMs,
    });
  let app = await start();
  onTestFinished(async () => {
    await app.stop();
    rmSync(dataDirectory, { recursive: true });
  });
  const settled = (): Promise<void> => app.settled(server.lastSequence());
  await settled();

  const here = { guildId, channelId: modRoom, userId: alice };
  const slash: CensusStage['slash'] = async (name, given = {}, place = {}) => {
    const answers = server.people.useCommand({ ...here, ...place, name, options: given });
    await settled();
    return answers.messages();
  };
  await slash('settings', { mod_channel: modRoom, ignored_channel: modRoom });
  return {
    ...made,
    log,
    settled,
    slash,
    async type(content, place = {}) {
      const answers = server.people.typeMessage({ ...here, ...place, content });
      await settled();
      return answers.messages();
    },
    async press(message, label, place = {}) {
      const customId = buttonsOf(message?.components ?? []).find((button) => button.label === label)?.custom_id ?? '';
      const answers = server.people.press({ ...here, ...place, messageId: message?.id ?? '', customId });
      await settled();
      return answers.messages();
    },
    async restart() {
      await app.stop();
      app = await start();
      await settled();
    },
    async suggestions(name, focused, typed, place = {}) {
      const answers = server.people.autocomplete({ ...here, ...place, name, focused, options: { [focused]: typed } });
      await settled();
      return answers.choices().map((choice) => (choice as { readonly name: string }).name);
    },
  };
}

/** Alice writes four messages and Bob one, Alice is in voice for a quarter of an hour, and a new member joins. */
export async function chat({ server, clock, settled }: CensusStage): Promise<void> {
  const atMs = clock.now();
  server.perform(guildId, { atMs, ev: 'msg', user: alice, channel: general, amount: 4 });
  server.perform(guildId, { atMs, ev: 'msg', user: bob, channel: general, amount: 1 });
  server.perform(guildId, { atMs, ev: 'voice', user: alice, channel: voiceOne });
  server.perform(guildId, { atMs, ev: 'join', user: '100000000000000009' });
  await settled();
  await clock.setTo(atMs + 15 * 60_000);
  server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: alice, channel: null });
  await settled();
}

/** The lines of the first file of a message: CSV, with or without gzip. */
export function linesOf(message: PostedMessage | undefined): readonly string[] {
  const { bytes = new Uint8Array(), contentType } = message?.files[0] ?? {};
  return Buffer.from(contentType === 'text/csv' ? bytes : gunzipSync(bytes))
    .toString('utf8')
    .replace('\ufeff', '')
    .split('\r\n')
    .filter((line) => line !== '');
}

/** The same bytes in every run. */
function seededBytes(): (size: number) => Uint8Array {
  let count = 0;
  return (size) => {
    const blocks = Array.from({ length: Math.ceil(size / 32) }, () =>
      createHash('sha256').update(`${count++}`).digest(),
    );
    return new Uint8Array(Buffer.concat(blocks)).subarray(0, size);
  };
}
