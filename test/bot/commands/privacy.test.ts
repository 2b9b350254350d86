import { describe, expect, test } from 'vitest';
import { ChangeRefused } from '../../../src/bot/answering/failure.ts';
import type { CommandRequest, CommandServices } from '../../../src/bot/commands/command.ts';
import { privacy } from '../../../src/bot/commands/privacy.ts';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { Person } from '../../../src/core/person.ts';
import { english } from '../../../src/render/words.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, voiceOne } from '../../simulator/server/stage.ts';
import { type CensusStage, censusStage, linesOf } from './census-stage.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30.

const noStats = '600000000000000002';

describe('/privacy', () => {
  test('answers every member in every channel, visible only to them', async () => {
    const on = await censusStage();
    for (const place of [
      { userId: bob, channelId: general },
      { userId: alice, channelId: modRoom },
    ]) {
      for (const action of [undefined, 'show', 'erase', 'opt-out', 'opt-in']) {
        const answers = await on.slash('privacy', action === undefined ? {} : { action }, place);
        expect(answers.map(({ isEphemeral, notifies }) => [isEphemeral, notifies])).toEqual([[true, []]]);
        expect(answers[0]?.content).not.toMatch(/\d{15,}/);
        expect(answers[0]?.content.length).toBeLessThanOrEqual(2000);
      }
    }
    expect(on.log).toEqual([]);
  });

  test("says in at most six lines what is kept, and how many rows are the asker's", async () => {
    const on = await censusStage();
    const before = (await showTo(on, bob)).split('\n');
    expect(before[0]).toBe('**What Census keeps here**');
    expect(before.filter((line) => line.startsWith('• '))).toHaveLength(6);
    expect(before.slice(-2)).toEqual(['**You, in March 2018**', 'Nothing is counted of you this month.']);

    await chat(on);
    expect(await showTo(on, bob)).toContain('Counted of you this month: 3 messages and 0.5 hours in voice, in 2 rows.');
    expect(await showTo(on, alice)).toContain('Counted of you this month: 1 message and 0.0 hours in voice, in 1 row.');
  });

  test('names the opt-out role if there is one', async () => {
    const on = await censusStage();
    expect(await showTo(on, bob)).not.toContain('<@&');
    on.server.guilds.setRole(guildId, { id: noStats, name: 'no-stats', permissions: 0n });
    await on.slash('settings', { opt_out_role: noStats });
    for (const action of ['show', 'erase', 'opt-out']) {
      expect(await ask(on, bob, action)).toContain(`<@&${noStats}>`);
    }
    expect((await ask(on, bob, 'show')).split('\n').filter((line) => line.startsWith('• '))).toHaveLength(6);
    // Joins come without roles, so a hash of when they joined is kept all the same.
    for (const action of ['show', 'erase', 'opt-out', 'opt-in']) {
      expect(await ask(on, bob, action)).not.toMatch(/keeps nothing|nothing at all/);
    }
    await on.slash('settings', { opt_out_role: noStats, remove: true });
    expect(await showTo(on, bob)).not.toContain('<@&');
  });

  test('says so to a member whom a moderator ignores', async () => {
    const on = await censusStage();
    await on.slash('settings', { ignored_member: bob });
    expect(await showTo(on, bob)).toContain('The moderators have excluded you from the counting.');
    expect(await ask(on, bob, 'erase')).toContain('The moderators have excluded you from the counting.');
    expect(await ask(on, bob, 'opt-in')).toContain('You have not opted out, so nothing was changed.');
  });

  test('is listed in the help', async () => {
    const on = await censusStage();
    expect((await on.type('.help'))[0]?.content).toContain('`/privacy`: What is counted of you');
    expect((await on.type('.help privacy'))[0]?.content).toContain('`/privacy [action:]`');
  });
});

describe('/privacy erase', () => {
  test('removes the asker’s rows from the export, and nobody else’s', async () => {
    const on = await censusStage();
    await chat(on);
    expect(await memberLines(on)).toHaveLength(3);
    const answer = await ask(on, bob, 'erase');
    expect(answer).toContain('Your rows of March 2018 are erased, and so is the hash that led to them.');
    expect(answer).toContain('From 5 March 2018, 10:00 UTC on you are counted again, under a different number.');
    expect(answer).toContain('GDPR Art. 11(2)');
    expect(await memberLines(on)).toEqual([expect.stringMatching(/,msg,.*,#general,1$/)]);
    expect(await showTo(on, bob)).toContain('Nothing is counted of you this month.');

    on.server.perform(guildId, { atMs: on.clock.now(), ev: 'msg', user: bob, channel: general, amount: 1 });
    await on.settled();
    expect(await showTo(on, bob)).toContain('Counted of you this month: 1 message and 0.0 hours in voice, in 1 row.');
    expect(on.log).toEqual([]);
  });
});

describe('/privacy when not all rows can be found', () => {
  // A guild whose month is split and whose missed messages are still to be counted from history.
  const march = 2018 * 12 + 2;
  const services = {
    guilds: { settings: () => defaultGuildSettings },
    collector: { flush: async () => {} },
    erasure: { erase: async () => ({ untilMs: Date.UTC(2018, 2, 5), month: march, isBehind: true }) },
    vault: { month: march, numberOf: () => undefined, isOptedOut: () => false, isIgnored: () => false },
    store: { months: async () => [{ month: march, isSplit: true }] },
    status: { countsVisitors: false },
  } as unknown as CommandServices;
  const request = { guildId, person: new Person(bob), words: english };

  test.each(['show', 'erase'])('%s says so', async (action) => {
    const options = new Map([['action', action]]);
    const [answer] = await privacy.run({ ...request, options } as unknown as CommandRequest, services);
    expect(answer?.content).toContain(
      'In March 2018 Census had to begin again under new tokens. What was counted of you before',
    );
    expect(answer?.content.includes('Until it has finished, one hash stays')).toBe(action === 'erase');
  });
});

describe('/privacy opt-out', () => {
  test('erases and stops the counting until opt-in', async () => {
    const on = await censusStage();
    await chat(on);
    const answer = await ask(on, bob, 'opt-out');
    expect(answer).toContain('You have opted out: from 5 March 2018, 10:00 UTC on you are not counted');
    expect(answer).toContain('Your rows of March 2018 are erased');
    await chat(on);
    expect(await showTo(on, bob)).toContain('Nothing is counted of you this month.\nYou have opted out');
    expect(await memberLines(on)).toEqual([
      expect.stringMatching(/,msg,.*,#general,1$/),
      expect.stringMatching(/,msg,.*,#general,1$/),
    ]);

    expect(await ask(on, bob, 'opt-in')).toContain('From 5 March 2018, 10:30 UTC on you are counted again');
    await chat(on);
    expect(await showTo(on, bob)).toContain('Counted of you this month: 3 messages and 0.5 hours in voice, in 2 rows.');
  });

  test('is neither shown nor changed by /settings', async () => {
    const on = await censusStage();
    await ask(on, bob, 'opt-out');
    await on.slash('settings', { ignored_member: bob, remove: true });
    const [shown] = await on.slash('settings');
    expect(JSON.stringify(shown?.embeds)).toContain('"name":"Ignored members","value":"none"');
    expect(await showTo(on, bob)).toContain('You have opted out: you are not counted.');
  });
});

describe('where the disk refuses', () => {
  test.each([
    ['erase', false, 'Your rows may not be erased yet'],
    ['opt-out', false, 'You have not opted out'],
    ['opt-out', true, 'You have opted out, and you are no longer counted. But your rows'],
    ['opt-in', true, 'You are still opted out'],
  ])('%s says what was done (opted out: %s)', async (action, isOptedOut, words) => {
    const refuse = () => Promise.reject(new StoreUnavailable('the disk refuses'));
    const services = {
      erasure: { erase: refuse, optOut: refuse, optIn: refuse },
      vault: { isOptedOut: () => isOptedOut, isIgnored: () => isOptedOut },
    } as unknown as CommandServices;
    const request = { guildId, person: new Person(bob), words: english, options: new Map([['action', action]]) };
    const failing = privacy.run(request as unknown as CommandRequest, services);
    await expect(failing).rejects.toThrow(ChangeRefused);
    await expect(failing).rejects.toThrow(words);
  });
});

async function ask({ slash }: CensusStage, userId: string, action: string): Promise<string> {
  const [answer] = await slash('privacy', { action }, { userId, channelId: general });
  return answer?.content ?? '';
}

function showTo(on: CensusStage, userId: string): Promise<string> {
  return ask(on, userId, 'show');
}

/** The rows with a token in this month's export. */
async function memberLines({ type }: CensusStage): Promise<readonly string[]> {
  const [answer] = await type('.userstats this month');
  return linesOf(answer).filter((line) => /,[a-f][0-9a-f]{7},/.test(line));
}

/** Alice writes once, Bob three times, and Bob is in voice for half an hour. */
async function chat({ server, clock, settled }: CensusStage): Promise<void> {
  const atMs = clock.now();
  server.perform(guildId, { atMs, ev: 'msg', user: alice, channel: general, amount: 1 });
  server.perform(guildId, { atMs, ev: 'msg', user: bob, channel: general, amount: 3 });
  server.perform(guildId, { atMs, ev: 'voice', user: bob, channel: voiceOne });
  await settled();
  await clock.setTo(atMs + 30 * 60_000);
  server.perform(guildId, { atMs: clock.now(), ev: 'voice', user: bob, channel: null });
  await settled();
}
