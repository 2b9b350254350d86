import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { nearCommand, readTypedCommand } from '../../../src/bot/answering/typed-command.ts';
import { commands } from '../../../src/bot/commands/commands.ts';
import { UserError } from '../../../src/core/errors.ts';
import { english } from '../../../src/render/words.ts';
import { bob, general, modRoom, routerStage } from '../commands/router-stage.ts';

const botId = '500';

test.each([
  ['.report full all yesterday', 'report', 'full all yesterday'],
  ['.REPORT full', 'report', 'full'],
  ['.report', 'report', ''],
  ['.userstats last month', 'userstats', 'last month'],
  ['.userstats report full all', 'report', 'full all'],
  ['.userstats  Report\nfull all', 'report', 'full all'],
  ['.userstats reporting', 'userstats', 'reporting'],
  ['<@500> report full all', 'report', 'full all'],
  ['<@!500>status', 'status', ''],
  ['<@500>', 'help', ''],
  ['.help @everyone', 'help', '@everyone'],
])('%j is the command %s with %j', (content, name, text) => {
  const typed = readTypedCommand(content, '.', botId, commands);
  expect([typed?.command.name, typed?.text]).toEqual([name, text]);
});

test.each(['hello', '.', '..', '.reports', '. report', '.nosuch', '.settings', '<@501> report', '<@500> thanks!', ''])(
  '%j is no command of ours',
  (content) => {
    expect(readTypedCommand(content, '.', botId, commands)).toBeUndefined();
  },
);

test("the prefix is the guild's", () => {
  expect(readTypedCommand('c!report x', 'c!', botId, commands)?.text).toBe('x');
  expect(readTypedCommand('.report x', 'c!', botId, commands)).toBeUndefined();
});

test.each([
  ['full all', { type: 'full', channel: 'all' }],
  [
    'Weekday #general 3 days ago to yesterday',
    { type: 'Weekday', channel: '#general', range: '3 days ago to yesterday' },
  ],
  ['hourly "Voice Lounge" last month', { type: 'hourly', channel: '"Voice Lounge"', range: 'last month' }],
  ['hourly “Voice Lounge”', { type: 'hourly', channel: '“Voice Lounge”' }],
  ['full\n<#123>\ttoday', { type: 'full', channel: '<#123>', range: 'today' }],
])('the arguments %j', (text, expected) => {
  expect(Object.fromEntries(optionsOf('report', text))).toEqual(expected);
});

test.each([
  ['', 'The type of the report is missing. It is one of `full`, `weekday`, `hourly`, `channels`.'],
  ['daily all', '`daily` is not a type of report. The types are `full`, `weekday`, `hourly`, `channels`.'],
  ['weekdy all', '`weekdy` is not a type of report. Did you mean `weekday`?'],
  ['HOURYL all', '`HOURYL` is not a type of report. Did you mean `hourly`?'],
  ['full', 'Expected a channel or `all`'],
  ['full "Voice Lounge', 'a closing `"`'],
])('the mistake in %j is named', (text, words) => {
  expect(() => optionsOf('report', text)).toThrow(UserError);
  expect(() => optionsOf('report', text)).toThrow(words);
});

function optionsOf(name: string, text: string): ReadonlyMap<string, string> {
  const command = commands.find((known) => known.name === name);
  return command?.typed?.parse(text) ?? new Map();
}

const answerTo = (content: string, prefix = '.') => nearCommand(content, prefix, '500', commands)?.(english);

const typedNames = commands.filter(({ typed }) => typed !== null).map(({ name }) => `\`.${name}\``);
const known = `I answer ${typedNames.join(', ')}. \`.help\` says what each of them does.`;

test.each([
  ['.reprot', '`.reprot` is not a command. Did you mean `.report`?'],
  ['.Reports full all', '`.Reports` is not a command. Did you mean `.report`?'],
  ['.stauts', '`.stauts` is not a command. Did you mean `.status`?'],
  ['.hlep', '`.hlep` is not a command. Did you mean `.help`?'],
  ['.settings', 'That is a slash command: `/settings`.'],
  ['.Privacy now', 'That is a slash command: `/privacy`.'],
  ['.setings', '`.setings` is not a command. Did you mean `/settings`?'],
  ['<@500> reprot', '`.reprot` is not a command. Did you mean `.report`?'],
  ['<@!500> settings', 'That is a slash command: `/settings`.'],
  ['<@500> hello', known],
  ['<@500> thank you, that is all!', known],
])('%j is answered', (content, sentence) => {
  expect(answerTo(content)).toBe(sentence);
});

test('the prefix of the server is used', () => {
  expect(answerTo('c!reprot', 'c!')).toBe('`c!reprot` is not a command. Did you mean `c!report`?');
  expect(answerTo('.reprot', 'c!')).toBeUndefined();
});

test.each([
  ...['...', '.', '. . .', '.5', '.99 each', '.net', '.report!', '. reprot', 'reprot', '..reprot', '.play', '.hello'],
  ...['.reprot-full', '.é', '', '<@501> hello', 'hello <@500>', 'so .reprot it is', `.${'r'.repeat(5000)}`],
])('%.20j is ordinary text', (content) => {
  expect(answerTo(content)).toBeUndefined();
});

describe('a command that is nearly right', () => {
  test('is answered to a moderator in a mod channel, without notifying anybody', async () => {
    const on = await routerStage({});
    const [answer, ...more] = (await on.type('.prbe')).messages();
    expect(answer?.content).toBe('`.prbe` is not a command. Did you mean `.probe`?');
    expect(answer?.notifies).toEqual([]);
    expect(more).toEqual([]);
    const thread = on.server.channels.createThread(modRoom, 'numbers');
    expect((await on.type('.prbe', { channelId: thread.id })).messages()).toHaveLength(1);
    expect((await on.type(`<@${on.server.botId}> hello`)).messages()).toHaveLength(1);
  });

  test.each(['.prbe', '<@BOT> hello', '<@BOT> prbe'])('%j is not answered to others or elsewhere', async (content) => {
    const on = await routerStage({});
    const text = content.replace('BOT', on.server.botId);
    expect((await on.type(text, { userId: bob })).messages()).toEqual([]);
    expect((await on.type(text, { channelId: general })).messages()).toEqual([]);
    expect((await on.type(text, { userId: bob, channelId: general })).messages()).toEqual([]);
  });

  test('is not answered before a mod channel is set, or where the bot may not write', async () => {
    const unset = await routerStage({}, { modChannelIds: [] });
    expect((await unset.type('.prbe')).messages()).toEqual([]);
    const silent = await routerStage({});
    const deny = PermissionFlagsBits.SendMessages;
    silent.server.channels.setOverwrites(modRoom, [{ id: silent.server.botId, kind: 'member', allow: 0n, deny }]);
    expect((await silent.type('.prbe')).messages()).toEqual([]);
    expect(silent.faults).toEqual([]);
  });
});
