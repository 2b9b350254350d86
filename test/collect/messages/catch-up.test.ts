import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startOfMonthMs } from '../../../src/core/time.ts';
import { general, guildId, lobby } from '../../cast.ts';
import { aServedGuild, messagesOf, startMs } from '../a-served-guild.ts';
import { WrittenChannels } from '../a-written-channel.ts';
import { arnold, jennifer } from '../collection-fixture.ts';
import { deeds, MessageFate } from '../message-fate.ts';

const minuteMs = 60_000;

describe('catch-up', () => {
  it('counts messages written while there was no session, and none twice', async () => {
    const census = await aServedGuild();
    census.see();
    census.writeAndBring();
    await census.identify();
    for (let missed = 0; missed < 7; missed++) census.history.write(general, arnold, startMs);
    await census.comeBack();
    census.writeAndBring();
    expect(messagesOf(await census.counted())).toEqual(['0 msg 1 9']);
    await census.stop();
  });

  it('leaves messages out of order to history, and the rest to the gateway', async () => {
    const census = await aServedGuild();
    census.see();
    census.writeAndBring();
    await census.identify();
    census.history.write(general, arnold, startMs);
    const late = census.history.write(general, arnold, startMs);
    census.writeAndBring(); // It ends the gap before the guild's channels are listed.
    census.brought(late);
    census.writeAndBring();
    await census.comeBack();
    census.brought(late);
    expect(messagesOf(await census.counted())).toEqual(['0 msg 1 5']);
    await census.stop();
  });

  it('counts a message once that arrives from the gateway during the request of its page', async () => {
    const census = await aServedGuild();
    census.see();
    await census.identify();
    census.history.write(general, arnold, startMs);
    const both = census.history.write(general, arnold, startMs);
    census.history.onPage = () => {
      census.history.onPage = () => {};
      census.brought(both);
      census.writeAndBring();
    };
    await census.comeBack();
    expect(messagesOf(await census.counted())).toEqual(['0 msg 1 3']);
    await census.stop();
  });

  it('requests only channels with newer messages than counted', async () => {
    const census = await aServedGuild();
    census.see();
    census.writeAndBring(jennifer, lobby);
    census.writeAndBring(jennifer, general);
    await census.identify();
    census.history.write(general, arnold, startMs);
    await census.comeBack();
    expect(new Set(census.history.asked)).toEqual(new Set([general]));
    await census.stop();
  });

  it('reports channels that it may not read, and continues with the others', async () => {
    const census = await aServedGuild();
    census.see();
    await census.identify();
    census.history.write(general, arnold, startMs);
    census.history.write(lobby, arnold, startMs);
    census.history.lock(general);
    await census.comeBack();
    expect(messagesOf(await census.counted())).toEqual(['0 msg 2 1']);
    expect(census.catchUp.stateOf(guildId)).toEqual({ channelsLeft: 0, unreadableChannelIds: [general] });
    await census.stop();
  });

  it('retries failed requests later', async () => {
    const census = await aServedGuild();
    census.see();
    await census.identify();
    census.history.write(general, arnold, startMs);
    census.history.isDown = true;
    await census.comeBack();
    expect(census.failures).toHaveLength(1);
    expect(census.catchUp.stateOf(guildId).channelsLeft).toBe(1);
    census.history.isDown = false;
    await census.clock.setTo(startMs + minuteMs);
    expect(messagesOf(await census.counted())).toEqual(['0 msg 1 1']);
    await census.stop();
  });

  it('counts nothing from before the first connection, or from while Census was not in the guild', async () => {
    const history = new WrittenChannels();
    history.write(general, arnold, startMs - minuteMs);
    const census = await aServedGuild(history);
    census.see();
    await census.identify();
    await census.comeBack();
    await census.clock.setTo(startMs + minuteMs);
    census.collector.loseGuild(guildId, census.clock.now(), true);
    history.write(general, arnold, startMs + minuteMs);
    await census.clock.setTo(startMs + 2 * minuteMs);
    census.collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: null }, census.clock.now());
    await census.comeBack();
    await census.identify();
    await census.comeBack();
    expect(messagesOf(await census.counted())).toEqual([]);
    await census.stop();
  });

  it('does not count messages that were ignored when they were written', async () => {
    const census = await aServedGuild();
    census.see();
    const settings = census.guilds.settings(guildId);
    census.collector.changeSettings(guildId, { ...settings, ignoredChannelIds: [general] }, startMs);
    census.history.write(general, arnold, startMs + 1);
    await census.clock.setTo(startMs + minuteMs);
    census.collector.changeSettings(guildId, settings, census.clock.now());
    await census.identify();
    census.history.write(general, arnold, census.clock.now() + 1);
    await census.comeBack();
    expect(messagesOf(await census.counted())).toEqual(['0 msg 1 1']);
    await census.stop();
  });

  it('finishes the old month before it is closed, and reads the new month when it is open', async () => {
    const census = await aServedGuild();
    const monthEndMs = startOfMonthMs(2026 * 12 + 3);
    await census.clock.setTo(monthEndMs - minuteMs);
    census.see();
    census.writeAndBring();
    await census.identify();
    for (let missed = 0; missed < 5; missed++) census.history.write(general, arnold, monthEndMs - 1000 + missed);
    for (let missed = 0; missed < 5; missed++) census.history.write(general, arnold, monthEndMs + missed);
    census.history.isDown = true;
    await census.comeBack();
    await census.clock.setTo(monthEndMs + 20_000);
    expect(census.vault.month).toBe(2026 * 12 + 2);
    expect(census.failures).toContain('messages are still missing');
    census.history.isDown = false;
    await census.clock.setTo(monthEndMs + 3 * minuteMs);
    await census.catchUp.run();
    expect(census.vault.month).toBe(2026 * 12 + 3);
    const lastHour = (monthEndMs - startMs) / 3_600_000 - 1;
    expect(messagesOf(await census.counted(monthEndMs - 1))).toEqual([`${lastHour} msg 1 6`]);
    expect(messagesOf(await census.counted(monthEndMs))).toEqual([`${lastHour + 1} msg 1 5`]);
    await census.stop();
  });

  it('gives up a month after an hour, and adds a gap', async () => {
    const census = await aServedGuild();
    const monthEndMs = startOfMonthMs(2026 * 12 + 3);
    await census.clock.setTo(monthEndMs - minuteMs);
    census.see();
    await census.identify();
    census.history.write(general, arnold, monthEndMs - 1000);
    census.history.isDown = true;
    await census.comeBack();
    await census.clock.setTo(monthEndMs + 59 * minuteMs);
    expect(census.vault.month).toBe(2026 * 12 + 2);
    await census.clock.setTo(monthEndMs + 62 * minuteMs);
    expect(census.vault.month).toBe(2026 * 12 + 3);
    await census.stop();
  });

  it('counts every message once, through losses, repetitions, delays and kills', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...deeds), { minLength: 5, maxLength: 40 }), async (plan) => {
        const fate = await MessageFate.begin();
        for (const deed of plan) await fate[deed]();
        expect(await fate.end()).toEqual(fate.written);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
