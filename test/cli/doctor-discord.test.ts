import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import { DiscordServer } from '../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import { art, general, guildId } from '../cast.ts';
import { aDataFolder, nowMs } from './a-data-folder.ts';
import { examined } from './an-examination.ts';

const settings = { ...defaultGuildSettings, modChannelIds: [general], reportChannelId: art };

describe('the doctor asks Discord', () => {
  const { ViewChannel, SendMessages, ReadMessageHistory, ViewAuditLog } = PermissionFlagsBits;

  async function discord(everyoneMay?: bigint): Promise<DiscordServer> {
    const server = new DiscordServer({ clock: new SimulatedClock(nowMs) });
    await server.start();
    onTestFinished(() => server.stop());
    server.guilds.create({
      id: guildId,
      name: 'Kitchen',
      memberCount: 5,
      ...(everyoneMay !== undefined && { everyoneMay }),
      channels: [
        { id: general, name: 'general', type: 'text' },
        { id: art, name: 'art', type: 'text' },
        { id: '510000000000000004', name: 'attic', type: 'text' },
      ],
    });
    return server;
  }

  const denied = (server: DiscordServer, channelId: string, deny: bigint) =>
    server.channels.setOverwrites(channelId, [{ id: guildId, kind: 'role', allow: 0n, deny }]);

  it('and finds nothing if nothing is missing', async () => {
    const server = await discord();
    const { text, faults } = await examined(await aDataFolder({ guild: { settings } }), server.apiUrl);
    expect(faults).toEqual([]);
    expect(text).toContain('Census sees every channel');
    expect(text).toContain('both privileged intents are on');
  });

  it('and says what is not counted without an optional permission', async () => {
    const server = await discord();
    const data = await aDataFolder({ guild: { settings } });
    const sentence = 'Without the permission View Audit Log, bans, kicks and timeouts are not counted.';
    expect((await examined(data, server.apiUrl)).text).toContain(sentence);
    const seeing = await discord(ViewChannel | SendMessages | ReadMessageHistory | ViewAuditLog);
    expect((await examined(data, seeing.apiUrl)).text).not.toContain(sentence);
  });

  it('what time it is', async () => {
    const server = await discord();
    const data = await aDataFolder({ guild: { settings } });
    const { faults } = await examined(data, server.apiUrl, {}, nowMs + 6 * 60_000);
    expect(faults.slice(-1)).toEqual([
      "The clock of this machine says 2026-03-14 18:36:00 UTC, Discord's says 2026-03-14 18:30:00 UTC.",
    ]);
    const { text } = await examined(data, server.apiUrl, {}, nowMs + 4 * 60_000);
    expect(text).toContain("The clock of this machine agrees with Discord's.");
  });

  it('and prints the address in README, for this bot', async () => {
    const server = await discord();
    const { text } = await examined(await aDataFolder({ guild: { settings } }), server.apiUrl);
    const address = /open (https:\S+)/.exec(text)?.[1] ?? '';
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(address.replace(/client_id=\d+/, 'client_id=APPLICATION_ID'));
    expect(address).toMatch(/client_id=\d+&/);
  });

  it('and asks for presences only if visitors are counted', async () => {
    const server = await discord();
    const data = await aDataFolder({ guild: { settings } });
    const { faults } = await examined(data, server.apiUrl, { COUNT_VISITORS: 'true' });
    expect(faults).toEqual([expect.stringContaining('the intent Presence is off')]);
    server.settings.privilegedIntents = { guildMembers: true, messageContent: true, presences: true };
    const { text } = await examined(data, server.apiUrl, { COUNT_VISITORS: 'true' });
    expect(text).toContain('all three privileged intents are on');
  });

  it('what is missing', async () => {
    const server = await discord();
    server.settings.privilegedIntents = { guildMembers: false, messageContent: false, presences: false };
    denied(server, general, SendMessages);
    denied(server, art, ReadMessageHistory);
    denied(server, '510000000000000004', ViewChannel);
    const { text, faults } = await examined(await aDataFolder({ guild: { settings } }), server.apiUrl);
    expect(faults).toEqual([
      'The intent Server Members is off: joins and leaves are not counted.',
      'In #general Census lacks Send Messages, Embed Links, Attach Files.',
      'In #art Census lacks Read Message History.',
      'Messages written while Census is off are not counted in #art.',
    ]);
    expect(text).toContain('Not seen, so not counted: #attic.');
    expect(text).toContain('The intent Message Content is off');
  });

  it('whether it is in the server, where it may answer, and whether that channel still exists', async () => {
    const server = await discord();
    const nowhere = await examined(await aDataFolder(), server.apiUrl);
    expect(nowhere.faults).toEqual(['No mod channel is set: Census answers nowhere.']);

    server.channels.delete(art);
    const gone = await examined(await aDataFolder({ guild: { settings } }), server.apiUrl);
    expect(gone.faults).toEqual(['A channel set in /settings is gone.']);

    server.guilds.kickBot(guildId);
    const kicked = await examined(await aDataFolder({ guild: { settings } }), server.apiUrl);
    expect(kicked.faults).toEqual(['Discord says that Census is not in this server.']);
  });

  it('and says that Discord refuses the token, does not answer, or cannot be asked', async () => {
    const server = await discord();
    server.settings.token = 'the right one';
    const refused = await examined(await aDataFolder(), server.apiUrl);
    expect(refused.text).toContain('Discord refuses the token');
    server.settings.token = null;
    server.faults.failRequestsTo(/channels/, 9, 500);
    const faulty = await examined(await aDataFolder(), server.apiUrl);
    expect(faulty.faults).toEqual(['Discord could not be asked about this server.']);
    const silent = await examined(await aDataFolder(), 'http://127.0.0.1:9/api');
    expect(silent.faults).toEqual(['Discord could not be asked.']);
    const wrong = await examined(await aDataFolder(), 'http://example.org/api');
    expect(wrong.faults).toEqual([expect.stringContaining('because the settings are invalid')]);
  });
});
