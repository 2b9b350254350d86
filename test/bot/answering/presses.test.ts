import { ButtonStyle, ComponentType, PermissionFlagsBits } from '@discordjs/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ButtonName } from '../../../src/bot/buttons/button.ts';
import type { Answer, AnswerFile, Command } from '../../../src/bot/commands/command.ts';
import { gate } from '../../gateway/gate.ts';
import { alice, bob, general, guildId, modRoom, type RouterStage, routerStage } from '../commands/router-stage.ts';

const moderators = '600000000000000001';
const carol = '100000000000000003';

const picture: AnswerFile = {
  name: 'people.png',
  bytes: new Uint8Array([1, 2, 3]),
  contentType: 'image/png',
  description: 'People a day.',
};

function aButton(button: ButtonName, label: string, text: string, isEnabled = true) {
  return { button, label, command: 'probe', options: new Map([['text', text]]), isEnabled };
}

/** The answers to a text have buttons to the text before, which is shorter, and to files. */
const withButtons: Partial<Command> = {
  hasButtons: true,
  slash: {
    options: [
      { name: 'text', kind: 'text', description: 'command.option.range' },
      { name: 'format', kind: 'text', description: 'command.option.format', choices: [{ value: 'csv' }] },
      { name: 'who', kind: 'member', description: 'command.option.range' },
    ],
    isEphemeral: false,
  },
  run: async ({ options }): Promise<Answer> => {
    const text = options.get('text') ?? 'none';
    const before = text.slice(0, -1);
    const row = [aButton('before', '◀', before || 'x', before !== ''), aButton('files', 'Files', text)];
    return [{ content: `shows ${text}`, files: [{ ...picture, name: `${text}.png` }], buttons: [row] }];
  },
};

/** Alice has asked for `abc`, and Carol is a moderator too. */
async function answered(more: Partial<Command> = {}) {
  const on = await routerStage({ ...withButtons, ...more });
  on.server.members.setRoles(guildId, carol, [moderators]);
  const answers = await on.type('.probe abc');
  return { ...on, answers, message: answers.messages()[0] };
}

describe('a pressed button', () => {
  test('of the person who typed replaces the answer, with its picture and buttons', async () => {
    const { answers, message, press } = await answered();
    expect(message).toMatchObject({ content: 'shows abc', files: [{ name: 'abc.png' }] });
    const pressed = await press(message, '◀');
    expect(pressed.messages()).toMatchObject([{ id: message?.id, content: 'shows ab', files: [{ name: 'ab.png' }] }]);
    await press(answers.messages()[0], '◀');
    expect(answers.messages()).toMatchObject([{ content: 'shows a', files: [{ name: 'a.png' }] }]);
  });

  test('of the person who used a slash command replaces the answer', async () => {
    const on = await answered();
    const [shown] = (await on.slash()).messages();
    const pressed = await on.press(shown, '◀');
    expect(pressed.messages()).toMatchObject([{ id: shown?.id, content: 'shows non', isEphemeral: false }]);
  });

  test('of another moderator is answered for their eyes only, and their own buttons then replace that', async () => {
    const { answers, message, press } = await answered();
    const [theirs, ...more] = (await press(message, '◀', { userId: carol })).messages();
    expect(theirs).toMatchObject({ content: 'shows ab', isEphemeral: true });
    expect(more).toEqual([]);
    expect(answers.messages()).toMatchObject([{ content: 'shows abc' }]);
    const [next] = (await press(theirs, '◀', { userId: carol })).messages();
    expect(next).toMatchObject({ id: theirs?.id, content: 'shows a', isEphemeral: true });
  });

  test('for files is answered by a new message', async () => {
    const { answers, message, press } = await answered();
    const [files] = (await press(message, 'Files')).messages();
    expect(files).toMatchObject({ content: 'shows abc', isEphemeral: false });
    expect(files?.id).not.toBe(message?.id);
    expect((await press(message, 'Files', { userId: carol })).messages()).toMatchObject([{ isEphemeral: true }]);
    const [private_] = (await press(message, '◀', { userId: carol })).messages();
    expect((await press(private_, 'Files', { userId: carol })).messages()).toMatchObject([{ isEphemeral: true }]);
    expect(answers.messages()[0]?.content).toBe('shows abc');
  });

  test('of a member who is no moderator is refused, and the answer stays', async () => {
    const { answers, message, press } = await answered();
    expect((await press(message, '◀', { userId: bob })).messages()).toMatchObject([
      { content: 'Only moderators may use that command.', isEphemeral: true },
    ]);
    expect(answers.messages()).toMatchObject([{ content: 'shows abc' }]);
  });

  test('of an asker who has lost the role is refused', async () => {
    const { answers, message, press, server } = await answered();
    server.members.setRoles(guildId, alice, []);
    expect((await press(message, '◀')).messages()).toMatchObject([{ isEphemeral: true }]);
    expect(answers.messages()).toMatchObject([{ content: 'shows abc' }]);
  });

  test('of an asker who loses the role while the answer is made is refused', async () => {
    const held = gate();
    let runs = 0;
    const on = await answered({
      run: async (request, services) => {
        runs += 1;
        if (runs > 1) await held.pass();
        return (await withButtons.run?.(request, services)) ?? [];
      },
    });
    const { message, server, clock, answers } = on;
    const here = { guildId, channelId: modRoom, userId: alice, messageId: message?.id ?? '' };
    const pressed = server.people.press({ ...here, customId: '1:probe:before:text=ab' });
    while (runs < 2) await new Promise((resolve) => setImmediate(resolve));
    server.members.setRoles(guildId, alice, []);
    await clock.setTo(clock.now() + 5_000);
    held.open();
    await on.settled();
    expect(pressed.messages()).toMatchObject([{ content: 'Only moderators may use that command.', isEphemeral: true }]);
    expect(answers.messages()).toMatchObject([{ content: 'shows abc' }]);
  });

  test('in a channel that is no mod channel any more is refused', async () => {
    const { message, press, guilds } = await answered();
    guilds.change(guildId, { settings: { ...guilds.settings(guildId), modChannelIds: [general] } });
    expect((await press(message, '◀')).messages()).toMatchObject([
      { content: `Ask me in <#${general}>.`, isEphemeral: true },
    ]);
  });

  test('whose command fails says so to the person who pressed, and the answer stays', async () => {
    let runs = 0;
    const on = await answered({
      run: async (request, services) => {
        runs += 1;
        if (runs > 1) throw new Error('a fault');
        return (await withButtons.run?.(request, services)) ?? [];
      },
    });
    expect((await on.press(on.message, '◀')).messages()).toMatchObject([
      { content: expect.stringContaining('something went wrong in Census'), isEphemeral: true },
    ]);
    expect(on.answers.messages()).toMatchObject([{ content: 'shows abc', files: [{ name: 'abc.png' }] }]);
    expect(on.faults).toHaveLength(1);
  });

  test('that works for long shows its progress beside the answer, and removes it', async () => {
    const held = gate();
    let runs = 0;
    const on = await answered({
      run: async (request, services) => {
        runs += 1;
        if (runs > 1) await held.pass();
        return (await withButtons.run?.(request, services)) ?? [];
      },
    });
    const here = { guildId, channelId: modRoom, userId: alice, messageId: on.message?.id ?? '' };
    const pressed = on.server.people.press({ ...here, customId: '1:probe:before:text=ab' });
    while (runs < 2) await new Promise((resolve) => setImmediate(resolve));
    for (const waits of [1, 2]) {
      await on.clock.setTo(on.clock.now() + 10_000);
      while (pressed.messages().length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect([waits, pressed.messages()]).toMatchObject([waits, [{ content: 'Working on it …', isEphemeral: true }]]);
    }
    held.open();
    await on.settled();
    expect(pressed.messages()).toMatchObject([{ id: on.message?.id, content: 'shows ab' }]);
  });

  test('under an answer that is no reply, for want of the history, is answered for the eyes of the asker', async () => {
    const on = await routerStage(withButtons);
    const deny = PermissionFlagsBits.ReadMessageHistory;
    on.server.channels.setOverwrites(modRoom, [{ id: on.server.botId, kind: 'member', allow: 0n, deny }]);
    const [message] = (await on.type('.probe abc')).messages();
    expect((await on.press(message, '◀')).messages()).toMatchObject([{ content: 'shows ab', isEphemeral: true }]);
  });

  test('after the question was deleted is answered for the eyes of the person', async () => {
    const { message, press, server } = await answered();
    const question = server.world
      .channel(modRoom)
      ?.history.since('0')
      .find(({ content }) => content === '.probe abc');
    server.messages.delete(server.world.channel(modRoom) as never, question as never);
    expect((await press(message, '◀')).messages()).toMatchObject([{ content: 'shows ab', isEphemeral: true }]);
  });
});

describe('a button', () => {
  test.each([
    ['of an earlier version', '0:probe:before:text=ab', '/probe'],
    ['of a later version', '7:probe:some:thing else', '/probe'],
    ['of a command that is gone', '1:soup:before:text=ab', '/'],
    ['with an option that is gone', '1:probe:before:soup=ab', '/probe'],
    ['with a choice that is gone', '1:probe:before:format=pdf', '/probe'],
    ['that names a person', '1:probe:before:who=100000000000000001', '/probe'],
    ['of something else', 'hello', '/'],
  ])('%s says that it is too old, and what to type', async (_what, customId, command) => {
    const on = await routerStage(withButtons);
    const posted = await post(on, customId);
    const pressed = await on.press(posted, customId);
    expect(pressed.messages()).toMatchObject([
      { content: `This button is too old for the present Census. Ask again with \`${command}\`.`, isEphemeral: true },
    ]);
    expect(on.faults).toEqual([]);
  });

  test('never uses a command that has none', async () => {
    const on = await routerStage({ ...withButtons, hasButtons: false });
    const posted = await post(on, '1:probe:before:text=ab');
    expect((await on.press(posted, '1:probe:before:text=ab')).messages()[0]?.content).toContain('too old');
  });

  test('with any custom_id is answered or too old', async () => {
    const on = await routerStage(withButtons);
    const likely = fc
      .tuple(fc.constantFrom('1', '2', ''), fc.constantFrom('probe', 'settings', 'x'), fc.string({ maxLength: 30 }))
      .map((parts) => parts.join(':'));
    const customIds = fc.oneof(fc.string({ minLength: 1, maxLength: 100 }), likely);
    await fc.assert(
      fc.asyncProperty(customIds, async (customId) => {
        const posted = await post(on, customId);
        const [answer, ...more] = (await on.press(posted, customId)).messages();
        expect(more).toEqual([]);
        expect(answer?.content).toMatch(/too old|^shows /);
      }),
      { numRuns: 40 },
    );
    expect(on.faults).toEqual([]);
  });
});

/** A message of Census with a button that this version would not write. */
async function post(on: RouterStage, customId: string) {
  const components = [
    {
      type: ComponentType.ActionRow as const,
      components: [
        { type: ComponentType.Button as const, style: ButtonStyle.Secondary as const, label: 'x', custom_id: customId },
      ],
    },
  ];
  const asked = on.say('nothing that Census answers');
  await on.api.channels.createMessage(modRoom, { content: 'here', components });
  await on.settled();
  return asked.messages().at(-1);
}
