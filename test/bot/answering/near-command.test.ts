import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import { nearCommand } from '../../../src/bot/answering/near-command.ts';
import { commands } from '../../../src/bot/commands/commands.ts';
import { english } from '../../../src/render/words.ts';
import { bob, general, modRoom, routerStage } from '../commands/router-stage.ts';

const answerTo = (content: string, prefix = '.') => nearCommand(content, prefix, '500', commands)?.(english);

const known =
  'I answer `.report`, `.active`, `.userstats`, `.visitors`, `.status`, `.help`. `.help` says what each of them does.';

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
