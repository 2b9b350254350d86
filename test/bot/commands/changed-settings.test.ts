import { expect, test } from 'vitest';
import { changedSettings } from '../../../src/bot/commands/changed-settings.ts';
import { UserError } from '../../../src/core/errors.ts';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';

const guildId = '1';
const march2018 = 2018 * 12 + 2;
const nowMs = Date.UTC(2018, 2, 5);
const some = {
  ...defaultGuildSettings,
  modRoleIds: ['10'],
  ignoredChannelIds: ['20', '21'],
  reportChannelId: '30',
  linkDomains: ['a.org'],
};

test.each([
  ['named items are added', { mod_role: '11' }, { modRoleIds: ['10', '11'] }],
  ['several at once', { mod_channel: '22', ignored_role: '12' }, { modChannelIds: ['22'], ignoredRoleIds: ['12'] }],
  ['named items are removed', { ignored_channel: '20', remove: 'true' }, { ignoredChannelIds: ['21'] }],
  ['the report channel is replaced', { report_channel: '31' }, { reportChannelId: '31' }],
  ['the report channel is taken away', { report_channel: '30', remove: 'true' }, { reportChannelId: null }],
  ['the opt-out role is set', { opt_out_role: '12' }, { optOutRoleId: '12' }],
  ['the prefix is set', { prefix: 'c!' }, { prefix: 'c!' }],
  [
    'a domain is added as it is compared',
    { link_domain: ' WWW.Example.ORG' },
    { linkDomains: ['a.org', 'www.example.org'] },
  ],
  ['pictures get other colours', { pictures: 'light' }, { pictures: 'light' }],
  [
    'digests are switched on, with their hour and channel',
    { digest: 'weekly', digest_hour: '0', digest_channel: '32' },
    { digest: 'weekly', digestHour: 0, digestChannelId: '32' },
  ],
  ['a domain is taken away', { link_domain: 'A.org', remove: 'true' }, { linkDomains: [] }],
  ['past months are asked for', { backfill: '12' }, { backfillFromMonth: march2018 - 12 }],
])('%s', (_what, options, expected) => {
  expect(changedSettings(some, new Map(Object.entries(options)), guildId, nowMs)).toEqual({ ...some, ...expected });
});

test.each([
  ['added twice', { mod_role: '10' }],
  ['not there to be taken away', { mod_role: '99', remove: 'true' }],
  ["another channel than the reports'", { report_channel: '31', remove: 'true' }],
  ['an opt-out role that is none', { opt_out_role: '12', remove: 'true' }],
  ['the prefix that it has', { prefix: '.' }],
  ['the colours that pictures have', { pictures: 'dark' }],
  ['digests that are off', { digest: 'off' }],
  ['digests that are not so, taken away', { digest: 'weekly', remove: 'true' }],
  ['no hour of the day', { digest_hour: '24' }],
  ['an hour that is no number', { digest_hour: 'noon' }],
  ["another channel than the digests'", { digest_channel: '32', remove: 'true' }],
  ['colours that pictures do not have', { pictures: 'light', remove: 'true' }],
  ['the colours that are the default, taken away', { pictures: 'dark', remove: 'true' }],
  ['a domain that it has', { link_domain: 'a.org' }],
  ['a domain that it does not have', { link_domain: 'b.org', remove: 'true' }],
  ['past months that are not being read', { backfill: '12', remove: 'true' }],
  ['nothing', {}],
])('%s changes nothing', (_what, options) => {
  expect(changedSettings(some, new Map(Object.entries(options)), guildId, nowMs)).toBe(some);
});

test('digests without their settings are off again, at the usual hour and place', () => {
  const digests = { ...some, digest: 'daily', digestHour: 17, digestChannelId: '32' } as const;
  const options = { digest: 'daily', digest_hour: '17', digest_channel: '32', remove: 'true' };
  expect(changedSettings(digests, new Map(Object.entries(options)), guildId, nowMs)).toEqual(some);
});

test('pictures without their colours are dark again', () => {
  const options = new Map([
    ['pictures', 'light'],
    ['remove', 'true'],
  ]);
  expect(changedSettings({ ...some, pictures: 'light' }, options, guildId, nowMs)).toEqual(some);
});

test('a removed prefix is the point again', () => {
  const options = new Map([
    ['prefix', '!'],
    ['remove', 'true'],
  ]);
  expect(changedSettings({ ...some, prefix: '!' }, options, guildId, nowMs).prefix).toBe('.');
});

test.each(['', ' ', 'a b', 'toolong', '/', '<', '`', '\n', '.\u0000'])('%j is not a valid prefix', (prefix) => {
  expect(() => changedSettings(some, new Map([['prefix', prefix]]), guildId, nowMs)).toThrow(UserError);
});

test('there are at most twenty domains', () => {
  const linkDomains = Array.from({ length: 19 }, (_none, number) => `a${number}.org`);
  const withOneMore = changedSettings({ ...some, linkDomains }, new Map([['link_domain', 'b.org']]), guildId, nowMs);
  expect(withOneMore.linkDomains).toHaveLength(20);
  expect(() => changedSettings(withOneMore, new Map([['link_domain', 'c.org']]), guildId, nowMs)).toThrow(UserError);
});

test.each(['soup', 'https://example.org/soup', ''])('%j is no domain', (domain) => {
  expect(() => changedSettings(some, new Map([['link_domain', domain]]), guildId, nowMs)).toThrow(UserError);
});

test.each(['0', '151', '1.5', 'all', '', '-1'])('%j is no number of months', (backfill) => {
  expect(() => changedSettings(some, new Map([['backfill', backfill]]), guildId, nowMs)).toThrow(UserError);
});

test('the reading of past months is ended', () => {
  const options = new Map([
    ['backfill', '12'],
    ['remove', 'true'],
  ]);
  expect(changedSettings({ ...some, backfillFromMonth: march2018 - 3 }, options, guildId, nowMs)).toEqual(some);
});

test('the opt-out role is removed', () => {
  const options = new Map([
    ['opt_out_role', '12'],
    ['remove', 'true'],
  ]);
  expect(changedSettings({ ...some, optOutRoleId: '12' }, options, guildId, nowMs)).toEqual(some);
});

test.each(['mod_role', 'opt_out_role'])('@everyone cannot be the %s', (option) => {
  expect(() => changedSettings(some, new Map([[option, guildId]]), guildId, nowMs)).toThrow(UserError);
});
