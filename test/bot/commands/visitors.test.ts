import { describe, expect, test } from 'vitest';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, voiceOne } from '../../simulator/server/stage.ts';
import { type CensusStage, censusStage, moderators } from './census-stage.ts';

// The stage's clock shows Monday, 5 March 2018, 09:30.

const withPresences = {
  settings: { privilegedIntents: { guildMembers: true, messageContent: true, presences: true } },
};
const counting = () => censusStage(withPresences, { countVisitors: true });

describe('.visitors', () => {
  test('shows the devices and languages that members were first seen with', async () => {
    const on = await counting();
    for (const id of crowd(7)) appear(on, id, 'desktop');
    for (const id of crowd(6, 20)) appear(on, id, 'web+mobile');
    for (const id of crowd(10)) appear(on, id, 'web');
    for (const id of crowd(5)) await on.slash('privacy', {}, { userId: id, channelId: general, locale: 'de' });
    const [answer] = await on.type('.visitors');
    expect(answer?.embeds).toMatchObject([
      {
        title: 'Visitors in March 2018 so far',
        fields: [
          { name: 'First seen on', value: 'desktop: 7\nmobile: 6\nothers: fewer than 5' },
          { name: 'Language of their Discord', value: 'de: 5\nothers: fewer than 5' },
        ],
        footer: { text: expect.stringContaining('Discord tells a bot no location') },
      },
    ]);
    const [slash] = await on.slash('visitors', { month: 'March 2018' });
    expect(slash?.embeds).toEqual(answer?.embeds);
  });

  test('counts members online at GUILD_CREATE, but no apps, whatever they look like', async () => {
    const on = await counting();
    const [listed = '', joining = '', inRole = '', inNewRole = ''] = crowd(4, 900);
    const { presences } = on.server.world.guild(guildId);
    for (const id of crowd(5)) presences.set(id, ['web']);
    on.server.world.user(listed, true);
    presences.set(listed, ['desktop']);
    const role = { id: '600000000000000007', name: 'an app', permissions: 0n };
    on.server.guilds.setRole(guildId, { ...role, botId: inRole });
    on.server.guilds.sendSnapshot(guildId);
    on.server.members.join(guildId, joining, { isBot: true });
    on.server.guilds.setRole(guildId, { ...role, id: '600000000000000008', botId: inNewRole });
    for (const id of [listed, joining, inRole, inNewRole]) appear(on, id, 'web');
    expect(await shown(on)).toContain('First seen on: web: 5\n');
  });

  test('leaves out members who opted out or are ignored', async () => {
    const on = await counting();
    const [optedOut = '', ignored = '', ...others] = crowd(8);
    await on.slash('privacy', { action: 'opt-out' }, { userId: optedOut, channelId: general });
    await on.slash('settings', { ignored_member: ignored });
    for (const id of [optedOut, ignored, ...others]) appear(on, id, 'desktop');
    expect(await shown(on)).toContain('desktop: 6\n');
  });

  test('leaves out members with an ignored role or unknown roles, and says so', async () => {
    const on = await counting();
    on.server.guilds.setRole(guildId, { id: '600000000000000007', name: 'quiet', permissions: 0n });
    await on.slash('settings', { opt_out_role: '600000000000000007' });
    const [inRole = '', later = '', ...others] = crowd(8);
    on.server.members.setRoles(guildId, inRole, ['600000000000000007']);
    for (const id of [inRole, ...others]) on.server.world.guild(guildId).presences.set(id, ['desktop']);
    on.server.guilds.sendSnapshot(guildId);
    appear(on, later, 'desktop');
    for (const id of [inRole, later, ...others]) {
      await on.slash('privacy', {}, { userId: id, channelId: general, locale: 'fr' });
    }
    const answer = await shown(on);
    expect(answer).toContain('desktop: 6\n(only those who were online when Census connected');
    expect(answer).toContain('fr: 7\n');
  });

  test('is mentioned to members who ask what is kept', async () => {
    const [on, without] = [await counting(), await censusStage()];
    const told = async (by: CensusStage) => (await by.slash('privacy', {}, { channelId: general }))[0]?.content ?? '';
    expect(await told(on)).toContain('the device and the language you were first seen with');
    expect((await told(on)).length).toBeLessThan(1900);
    expect(await told(without)).not.toContain('device');
  });

  test('says that the intent is missing, and how to turn it on; languages are counted without it', async () => {
    const on = await censusStage({}, { countVisitors: true });
    for (const id of crowd(5)) await on.slash('privacy', {}, { userId: id, channelId: general, locale: 'ja' });
    const answer = await shown(on);
    expect(answer).toContain("First seen on: – (not counted: the Presence intent is off. Turn it on in Discord's");
    expect(answer).toContain('ja: 5');
    expect((await on.type('.status'))[0]?.content).toContain(
      'The Presence intent is off, so visitors are counted by language, but not by device.',
    );
    expect(on.log.join('\n')).toContain('Presence: visitors are counted by language, but not by device');
  });

  test('says that nothing is counted, and how to turn it on', async () => {
    const on = await censusStage(withPresences);
    for (const id of crowd(9)) appear(on, id, 'desktop');
    const [answer] = await on.type('.visitors');
    expect(answer?.embeds).toEqual([]);
    expect(answer?.content).toContain('Visitor counting is off.');
    expect(answer?.content).toContain('`COUNT_VISITORS=true`');
    expect((await on.type('.status'))[0]?.content).not.toContain('Presence');
    expect(on.log.join('\n')).not.toContain('Presence');
  });

  test.each([
    ['yesterday', 'Expected a month'],
    ['2018-02-01 to 2018-02-05', 'Expected a month'],
    ['last 3 months', 'Expected a month'],
    ['nosuch', '`nosuch` is not a day or a period.'],
    ['April 2019', 'A range begins today or earlier.'],
  ])('%s is no month', async (text, words) => {
    const on = await counting();
    const [answer] = await on.type(`.visitors ${text}`);
    expect(answer?.embeds).toEqual([]);
    expect(answer?.content).toContain(words);
  });

  test.each(['this month', 'March', '2018-03', 'march 2018'])('%s is the current one', async (text) => {
    const on = await counting();
    expect((await on.type(`.visitors ${text}`))[0]?.embeds).toMatchObject([{ title: 'Visitors in March 2018 so far' }]);
  });

  test('is only for moderators in their channel', async () => {
    const on = await counting();
    expect(JSON.stringify(await on.type('.visitors', { userId: bob }))).not.toContain('Visitors in');
    expect(JSON.stringify(await on.type('.visitors', { channelId: general }))).not.toContain('Visitors in');
    on.server.members.setRoles(guildId, bob, [moderators]);
    expect(JSON.stringify(await on.type('.visitors', { userId: bob }))).toContain('Visitors in');
  });

  test('offers months while one is being typed', async () => {
    const on = await counting();
    expect(await on.suggestions('visitors', 'month', 'mar')).toEqual(['March 2018']);
    expect(await on.suggestions('visitors', 'month', 'june')).toEqual([]);
  });

  test('does not affect other counts', async () => {
    const on = await counting();
    appear(on, alice, 'desktop');
    on.server.perform(guildId, { atMs: on.clock.now(), ev: 'voice', user: bob, channel: voiceOne });
    on.server.perform(guildId, { atMs: on.clock.now(), ev: 'msg', user: alice, channel: general, amount: 3 });
    await on.settled();
    const [report] = await on.type('.report full all today');
    expect(JSON.stringify(report?.embeds)).toContain('"name":"Messages","value":"3"');
    expect(on.log).toEqual([]);
  });
});

function appear(on: CensusStage, user: string, device: string): void {
  on.server.perform(guildId, { atMs: on.clock.now(), ev: 'presence', user, device });
}

/** The answer's fields as text. */
async function shown(on: CensusStage): Promise<string> {
  await on.settled();
  const [answer] = await on.type('.visitors', { channelId: modRoom });
  const [embed] = (answer?.embeds ?? []) as { readonly fields: readonly { name: string; value: string }[] }[];
  return (embed?.fields ?? []).map(({ name, value }) => `${name}: ${value}\n`).join('');
}

function crowd(size: number, from = 1): readonly string[] {
  return Array.from({ length: size }, (_, index) => String(100000000000001000n + BigInt(from + index)));
}
