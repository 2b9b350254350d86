import { describe, expect, it } from 'vitest';
import { ChangeRefused } from '../../../src/bot/answering/failure.ts';
import { settings } from '../../../src/bot/commands/settings.ts';
import type { GuildSettings } from '../../../src/core/guild-settings.ts';
import { aSettingsCommand, guildId, someApp } from './a-settings-command.ts';

const member = '110000000000000009';

/** Every option, with two values, and the way the answer names them. */
const options: Readonly<Record<string, { values: readonly [string, string]; said: Said }>> = {
  mod_role: { values: ['61', '62'], said: ofList('<@&61>', 'a mod role') },
  mod_channel: { values: ['51', '52'], said: ofList('<#51>', 'a mod channel') },
  ignored_channel: { values: ['51', '52'], said: ofList('<#51>', 'an ignored channel') },
  ignored_role: { values: ['61', '62'], said: ofList('<@&61>', 'an ignored role') },
  ignored_member: {
    values: [member, '110000000000000008'],
    said: {
      set: 'Saved: that member is no longer counted.',
      removed: 'Saved: that member is counted again.',
      already: 'Unchanged: that member is already ignored.',
      not: 'Unchanged: that member is not ignored.',
    },
  },
  opt_out_role: { values: ['61', '62'], said: ofOne('<@&61>', 'opt-out role') },
  link_domain: { values: ['a.org', 'b.org'], said: ofList('`a.org`', 'a link domain') },
  pictures: { values: ['light', 'dark'], said: ofOne('light', 'colour of pictures') },
  report_channel: { values: ['51', '52'], said: ofOne('<#51>', 'report channel') },
  digest_channel: { values: ['51', '52'], said: ofOne('<#51>', 'digest channel') },
};

/** The options with a choice of values. */
const choices = ['digest', 'digest_hour', 'scheduled_events', 'notices', 'timezone', 'language'];

interface Said {
  readonly set: string;
  readonly removed: string;
  readonly already: string;
  readonly not: string;
}

function ofList(item: string, noun: string): Said {
  return {
    set: `Saved: ${item} is now ${noun}.`,
    removed: `Saved: ${item} is no longer ${noun}.`,
    already: `Unchanged: ${item} is already ${noun}.`,
    not: `Unchanged: ${item} is not ${noun}.`,
  };
}

function ofOne(item: string, noun: string): Said {
  return {
    set: `Saved: the ${noun} is now ${item}.`,
    removed: `Saved: ${item} is no longer the ${noun}.`,
    already: `Unchanged: the ${noun} is already ${item}.`,
    not: `Unchanged: ${item} is not the ${noun}.`,
  };
}

describe('/settings', () => {
  it('is tested with all of its options', () => {
    const declared = settings.slash.options.map(({ name }) => name);
    expect(declared.toSorted()).toEqual([...Object.keys(options), ...choices, 'backfill', 'prefix', 'remove'].sort());
  });

  it.each(Object.entries(options))('says what it has changed: %s', async (option, { values, said }) => {
    const [value, other] = values;
    const on = await aSettingsCommand();
    const answer = async (given: Readonly<Record<string, string>>) => (await on.ask(given)).lines[0];
    expect(await answer({ [option]: value, remove: 'true' })).toBe(said.not);
    expect(await answer({ [option]: value })).toBe(said.set);
    expect(await answer({ [option]: value })).toBe(said.already);
    expect(await answer({ [option]: other, remove: 'true' })).toMatch(/^Unchanged: .* is not /);
    expect(await answer({ [option]: value, remove: 'true' })).toBe(said.removed);
    expect((await on.ask()).lines.join()).not.toMatch(/Saved|Unchanged/);
  });

  it('shows all settings only when it changes none', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ report_channel: '51' })).facts).toEqual({});
    expect((await on.ask()).facts).toMatchObject({ 'Report channel': '<#51>' });
  });

  it('says the changed prefix, and one line per option', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ prefix: '.' })).lines[0]).toBe('Unchanged: the prefix is already `.`.');
    expect((await on.ask({ prefix: '!', mod_role: '61' })).lines.slice(0, 2)).toEqual([
      'Saved: the prefix is now `!`.',
      'Saved: <@&61> is now a mod role.',
    ]);
    expect((await on.ask({ prefix: '!', remove: 'true' })).lines[0]).toBe('Saved: the prefix is now `.`.');
  });

  it('names the link domains as they are compared, and no more of them than a field holds', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ link_domain: ' MÜNCHEN.de' })).lines[0]).toContain('`xn--mnchen-3ya.de`');
    expect((await on.ask()).facts['Link domains']).toBe('`xn--mnchen-3ya.de`');
    const linkDomains = Array.from({ length: 20 }, (_none, number) => `${'a'.repeat(56)}${number + 10}.org`);
    const many = await aSettingsCommand({ linkDomains });
    const shown = (await many.ask()).facts['Link domains'] ?? '';
    expect(shown).toMatch(/^`a+10\.org` .* and 6 more$/);
    expect(shown.length).toBeLessThanOrEqual(1_024);
  });

  it('begins to read past months, and says what it cannot have', async () => {
    const on = await aSettingsCommand();
    expect((await on.ask({ backfill: '12' })).lines.slice(0, 2)).toEqual([
      'Census now counts the messages of the last 12 months from the histories of the channels. `/status` shows how far it is.',
      expect.stringMatching(/^Past months have messages only: no voice, no joins and leaves, .* stay as they are\.$/),
    ]);
    expect(on.begun).toEqual([guildId]);
    expect(on.guilds.settings(guildId).backfillFromMonth).toBe(2026 * 12 + 2 - 12);
    expect((await on.ask({ backfill: '12' })).lines[0]).toMatch(/^Unchanged: Census is reading these months already\./);
    expect((await on.ask({ backfill: '1', remove: 'true' })).lines[0]).toBe(
      'Saved: no more past months are read. Those that were read stay.',
    );
    expect((await on.ask({ backfill: '1', remove: 'true' })).lines[0]).toMatch(/^Unchanged: no past months/);
    await on.ask({ ignored_role: '61' });
    expect((await on.ask({ backfill: '1' })).lines[2]).toMatch(
      /^Because some roles are not counted, messages of people/,
    );
  });

  it('suggests once, when a mod channel is set, to leave typed commands out', async () => {
    const on = await aSettingsCommand();
    const suggestion = /^Typed commands count as messages\. .*<#51>/m;
    expect((await on.ask({ mod_channel: '51' })).lines.join('\n')).toMatch(suggestion);
    expect((await on.ask({ mod_channel: '51' })).lines.join('\n')).not.toMatch(suggestion);
    expect((await on.ask({ mod_channel: '52', ignored_channel: '52' })).lines.join('\n')).not.toMatch(/Typed commands/);
  });

  it.each([
    ['mod_role', guildId, /^Everyone has that role.* only moderators have\. Nothing was changed\.$/],
    ['ignored_role', guildId, /^Everyone has that role.* some members do not have\. Nothing was changed\.$/],
    ['opt_out_role', guildId, /^Everyone has that role.* a member can take\. Nothing was changed\.$/],
    ['opt_out_role', '62', /must be different roles\. Nothing was changed\.$/],
    ['ignored_member', someApp, /^Apps are never counted.* Nothing was changed\.$/],
    ['prefix', 'a b', /^A prefix has 1 to 5 characters.* `a b` cannot be a prefix\. Nothing was changed\.$/],
    ['backfill', 'all', /^`all` is not a number of months from 1 to 150\. Nothing was changed\.$/],
    ['remove', 'true', /^Say what to remove as well.* Nothing was changed\.$/],
    ['remove', 'false', /^Say what to remove as well/],
  ])('refuses %s:%s and changes nothing', async (option, value, sentence) => {
    const on = await aSettingsCommand({ modRoleIds: ['62'] });
    const before = on.guilds.settings(guildId);
    await expect(on.ask({ [option]: value })).rejects.toThrow(sentence);
    const others = option === 'remove' ? {} : { report_channel: '51' };
    await expect(on.ask({ ...others, [option]: value })).rejects.toThrow(sentence);
    expect(on.guilds.settings(guildId)).toEqual(before);
    expect(on.ignoredCount()).toBe(0);
  });

  it('refuses a mod role that is the opt-out role', async () => {
    const on = await aSettingsCommand({ optOutRoleId: '61' });
    await expect(on.ask({ mod_role: '61' })).rejects.toThrow('different roles');
    await expect(on.ask({ mod_role: '62', opt_out_role: '62' })).rejects.toThrow('different roles');
    expect(on.guilds.settings(guildId)).toMatchObject({ modRoleIds: [], optOutRoleId: '61' });
  });

  it.each([...Object.entries(options).map(([option, { values }]) => [option, values[0]]), ['prefix', '!']])(
    'changes nothing where the disk refuses, and says so: %s',
    async (option, value) => {
      const on = await aSettingsCommand();
      on.disk.isRefusing = true;
      const before = on.guilds.settings(guildId);
      const failed = on.ask({ [String(option)]: String(value) });
      await expect(failed).rejects.toThrow(ChangeRefused);
      await expect(failed).rejects.toThrow(/^Nothing was changed: .* Try again later\.$/);
      on.disk.isRefusing = false;
      expect(on.guilds.settings(guildId)).toBe(before);
      expect(on.ignoredCount()).toBe(0);
      await on.ask({ [String(option)]: String(value) });
      expect((await on.ask({ [String(option)]: String(value) })).lines[0]).toMatch(/^Unchanged/);
    },
  );
});

/** Every setting that can name a role or channel, each with `gone`, which was deleted. */
const deletable: readonly {
  field: string;
  given: Partial<GuildSettings>;
  without: string;
  withOther: Partial<GuildSettings>;
}[] = [
  {
    field: 'Mod roles',
    given: { modRoleIds: ['gone'] },
    without: 'members with the permission Manage Server (1 deleted)',
    withOther: { modRoleIds: ['gone', '61'] },
  },
  {
    field: 'Mod channels',
    given: { modChannelIds: ['gone'] },
    without: 'none yet (1 deleted)',
    withOther: { modChannelIds: ['gone', '51'] },
  },
  {
    field: 'Ignored channels',
    given: { ignoredChannelIds: ['gone'] },
    without: 'none (1 deleted)',
    withOther: { ignoredChannelIds: ['gone', '51'] },
  },
  {
    field: 'Ignored roles',
    given: { ignoredRoleIds: ['gone'] },
    without: 'none (1 deleted)',
    withOther: { ignoredRoleIds: ['gone', '61'] },
  },
  { field: 'Opt-out role', given: { optOutRoleId: 'gone' }, without: 'none (1 deleted)', withOther: {} },
  { field: 'Report channel', given: { reportChannelId: 'gone' }, without: 'none (1 deleted)', withOther: {} },
];

describe('a deleted role or channel', () => {
  it.each(deletable)('is shown in /settings, and removed with the next change: $field', async (setting) => {
    const on = await aSettingsCommand(setting.given);
    const shown = await on.ask();
    expect(shown.facts[setting.field]).toBe(setting.without);
    expect(JSON.stringify(shown)).not.toContain('gone');
    expect(JSON.stringify(on.guilds.settings(guildId))).toContain('gone');
    await on.ask({ prefix: '!' });
    expect((await on.ask()).facts[setting.field]).toBe(setting.without.replace(' (1 deleted)', ''));
    expect(JSON.stringify(on.guilds.settings(guildId))).not.toContain('gone');
  });

  it.each(deletable.filter(({ withOther }) => Object.keys(withOther).length > 0))(
    'leaves the others as they are: $field',
    async ({ field, withOther }) => {
      const on = await aSettingsCommand(withOther);
      expect((await on.ask()).facts[field]).toMatch(/^<(#51|@&61)> \(1 deleted\)$/);
    },
  );
});
