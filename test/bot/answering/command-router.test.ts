import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import type { Answer, AnswerFile } from '../../../src/bot/commands/command.ts';
import { gate } from '../../gateway/gate.ts';
import { alice, bob, general, guildId, modRoom, routerStage } from '../commands/router-stage.ts';

const embed = { title: 'a title' };
const file = {
  name: 'numbers.csv.gz',
  bytes: new Uint8Array([1, 2, 3]),
  contentType: 'application/gzip',
} as const satisfies AnswerFile;

describe('a typed command', () => {
  test('is answered by a reply that notifies nobody', async () => {
    const on = await routerStage({});
    const [answer, ...more] = (await on.type('.probe <@100000000000000002> @everyone')).messages();
    expect(answer?.content).toBe('probed <@100000000000000002> @everyone');
    expect(answer?.notifies).toEqual([]);
    expect(more).toEqual([]);
    expect(on.requests.at(-1)).toHaveProperty('message_reference');
  });

  test('from another bot, a webhook, a direct message or an edit is ignored', async () => {
    const on = await routerStage({});
    const { people } = on.server;
    const answers = [
      people.typeMessage({ guildId, channelId: modRoom, userId: '777', content: '.probe', by: 'bot' }),
      people.typeMessage({ guildId, channelId: modRoom, userId: '778', content: '.probe', by: 'webhook' }),
      people.typeMessage({ guildId: null, userId: alice, content: '.probe' }),
      people.typeMessage({ guildId, channelId: modRoom, userId: alice, content: '.unknown' }),
    ];
    await on.settled();
    expect(answers.flatMap((answer) => answer.messages())).toEqual([]);
  });

  test('from an ordinary member is refused in a sentence', async () => {
    const on = await routerStage({});
    const [answer] = (await on.type('.probe', { userId: bob })).messages();
    expect(answer?.content).toBe('Only moderators may use that command.');
  });

  test('in another channel is refused in a sentence', async () => {
    const on = await routerStage({});
    const [answer] = (await on.type('.probe', { channelId: general })).messages();
    expect(answer?.content).toBe(`Ask me in <#${modRoom}>.`);
  });

  test('in a thread of a mod channel is answered there', async () => {
    const on = await routerStage({});
    const thread = on.server.channels.createThread(modRoom, 'numbers');
    const [answer] = (await on.type('.probe here', { channelId: thread.id })).messages();
    expect(answer?.content).toBe('probed here');
  });

  test('with several files is answered by as many messages', async () => {
    const parts: Answer = [
      { content: 'all', files: [file] },
      { content: 'Part 2 of 2', files: [file] },
    ];
    const on = await routerStage({ answersWith: () => 'file', run: async () => parts });
    const answers = (await on.type('.probe')).messages();
    expect(answers.map(({ content, files }) => [content, files.length])).toEqual([
      ['all', 1],
      ['Part 2 of 2', 1],
    ]);
    expect([...(answers[0]?.files[0]?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  test('gets no answer where the bot may not send', async () => {
    const on = await routerStage({});
    deny(PermissionFlagsBits.SendMessages, on);
    expect((await on.type('.probe')).messages()).toEqual([]);
    expect(on.faults).toEqual([]);
  });

  test('is answered without a reply where the bot may not read the history', async () => {
    const on = await routerStage({});
    deny(PermissionFlagsBits.ReadMessageHistory, on);
    expect((await on.type('.probe it')).messages()[0]?.content).toBe('probed it');
    expect(on.requests.at(-1)).not.toHaveProperty('message_reference');
  });

  test.each([
    ['file', PermissionFlagsBits.AttachFiles, 'Attach Files'],
    ['embed', PermissionFlagsBits.EmbedLinks, 'Embed Links'],
  ] as const)('with a %s, without the permission, says which one is missing', async (kind, permission, name) => {
    let hasRun = false;
    const run = async (): Promise<Answer> => {
      hasRun = true;
      return [{ content: '', embeds: [embed] }];
    };
    const on = await routerStage({ answersWith: () => kind, run });
    deny(permission, on);
    expect((await on.type('.probe')).messages()[0]?.content).toContain(`needs the permission ${name}`);
    expect(hasRun).toBe(false);
  });

  test('says so if Discord refuses the answer all the same', async () => {
    const on = await routerStage({ run: async () => [{ content: '', files: [file] }] });
    deny(PermissionFlagsBits.AttachFiles, on);
    expect((await on.type('.probe')).messages()[0]?.content).toContain('Discord does not let Census answer here');
  });
});

describe('a slash command', () => {
  test('is deferred at once and then answered in that place', async () => {
    const on = await routerStage({ run: async () => [{ content: '', embeds: [embed] }] });
    const [answer, ...more] = (await on.slash()).messages();
    expect(answer).toMatchObject({ content: '', isThinking: false, isEphemeral: false });
    expect(answer?.embeds).toHaveLength(1);
    expect(more).toEqual([]);
  });

  test('that takes longer than three seconds is answered', async () => {
    const held = gate();
    const on = await routerStage({ run: () => held.pass().then(() => [{ content: 'at last' }]) });
    const answers = on.server.people.useCommand({ guildId, channelId: modRoom, userId: alice, name: 'probe' });
    while (!answers.messages()[0]?.isThinking) await new Promise((resolve) => setImmediate(resolve));
    await on.clock.setTo(on.clock.now() + 5_000);
    held.open();
    await on.settled();
    expect(answers.messages()[0]?.content).toBe('at last');
  });

  test.each([
    ['by an ordinary member', { userId: bob }, 'Only moderators'],
    ['in another channel', { channelId: general }, `Ask me in <#${modRoom}>.`],
  ])('%s is refused for their eyes only', async (_what, more, words) => {
    const on = await routerStage({});
    const [answer] = (await on.slash(more)).messages();
    expect(answer?.isEphemeral).toBe(true);
    expect(answer?.content).toContain(words);
  });

  test('with several files follows up with the others', async () => {
    const run = async (): Promise<Answer> => [
      { content: 'one', files: [file] },
      { content: 'two', files: [file] },
    ];
    const on = await routerStage({ run });
    expect((await on.slash()).messages().map(({ content }) => content)).toEqual(['one', 'two']);
  });

  test('with a file that is too large says so', async () => {
    const large = { ...file, bytes: new Uint8Array(2000) };
    const on = await routerStage(
      { run: async () => [{ content: '', files: [large] }] },
      {},
      { settings: { uploadLimitBytes: 1000 } },
    );
    expect((await on.slash()).messages()[0]?.content).toContain('a shorter range');
    expect((await on.type('.probe')).messages()[0]?.content).toContain('a shorter range');
  });

  test('uses the file limit that Discord states', async () => {
    const on = await routerStage(
      { run: async ({ limitBytes }) => [{ content: String(limitBytes) }] },
      {},
      { settings: { uploadLimitBytes: 25_000_000 } },
    );
    expect((await on.slash()).messages()[0]?.content).toBe('25000000');
    expect((await on.type('.probe')).messages()[0]?.content).toBe(String(10 * 1024 * 1024));
  });
});

test('with mod roles set, they decide', async () => {
  const on = await routerStage({}, { modRoleIds: ['600000000000000002'] });
  on.server.guilds.setRole(guildId, { id: '600000000000000002', name: 'helpers', permissions: 0n });
  await on.settled();
  expect((await on.type('.probe')).messages()[0]?.content).toContain('Only moderators');
  on.server.members.setRoles(guildId, bob, ['600000000000000002']);
  expect((await on.type('.probe', { userId: bob })).messages()[0]?.content).toBe('probed ');
});

test('uses the prefix that was set, and a mention needs none', async () => {
  const on = await routerStage({}, { prefix: 'c!' });
  expect((await on.type('.probe')).messages()).toEqual([]);
  expect((await on.type('c!probe it')).messages()[0]?.content).toBe('probed it');
  expect((await on.type(`<@${on.server.botId}> probe it`)).messages()[0]?.content).toBe('probed it');
});

function deny(permission: bigint, { server }: Pick<Awaited<ReturnType<typeof routerStage>>, 'server'>): void {
  server.channels.setOverwrites(modRoom, [{ id: server.botId, kind: 'member', allow: 0n, deny: permission }]);
}
