import { expect, test } from 'vitest';
import { readTypedCommand } from '../../../src/bot/answering/typed-command.ts';
import { commands } from '../../../src/bot/commands/commands.ts';
import { UserError } from '../../../src/core/errors.ts';

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
