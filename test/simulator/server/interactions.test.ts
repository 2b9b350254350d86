import { MessageFlags, ApplicationCommandOptionType as Type } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { parseSlash } from '../../../src/simulator/server/commands/parse-slash.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, stage } from './stage.ts';

const modRole = '600000000000000001';

const commands = [
  {
    name: 'report',
    description: 'Tells',
    options: [
      {
        name: 'type',
        description: 'Which',
        type: Type.String,
        required: true,
        choices: [{ name: 'Full', value: 'full' }],
      },
      { name: 'channel', description: 'Where', type: Type.String },
      { name: 'range', description: 'When', type: Type.String, autocomplete: true },
    ],
  },
  {
    name: 'settings',
    description: 'Changes',
    options: [
      {
        name: 'ignore',
        description: 'Leaves out',
        type: Type.Subcommand,
        options: [
          { name: 'channel', description: 'x', type: Type.Channel },
          { name: 'role', description: 'x', type: Type.Role },
          { name: 'member', description: 'x', type: Type.User },
          { name: 'whom', description: 'x', type: Type.Mentionable },
          { name: 'days', description: 'x', type: Type.Integer },
          { name: 'always', description: 'x', type: Type.Boolean },
        ],
      },
    ],
  },
] as const;

async function stageWithCommands() {
  const made = await stage();
  const bot = await made.connect();
  await bot.api.applicationCommands.bulkOverwriteGlobalCommands(made.server.botId, structuredClone(commands) as never);
  const use = (text: string) => {
    const filled = parseSlash(text, made.server.commands.all);
    return made.server.people.useCommand({ guildId, channelId: general, userId: alice, ...filled });
  };
  const latest = async () => {
    await bot.caughtUp(made.server);
    return bot.data('INTERACTION_CREATE').at(-1);
  };
  return { ...made, bot, use, latest };
}

describe('registering commands', () => {
  it('replaces all of them, and a remaining command keeps its id', async () => {
    const { server, bot } = await stageWithCommands();
    const { applicationCommands } = bot.api;
    const before = await applicationCommands.getGlobalCommands(server.botId, { with_localizations: true });
    expect(before.map(({ name }) => name)).toEqual(['report', 'settings']);
    const only = [{ name: 'report', description: 'Tells more' }];
    const after = await applicationCommands.bulkOverwriteGlobalCommands(server.botId, only);
    expect(after).toMatchObject([{ id: before[0]?.id, description: 'Tells more', application_id: server.botId }]);
  });

  it.each([
    ['a name in capitals', [{ name: 'Report', description: 'x' }]],
    ['no description', [{ name: 'report', description: '' }]],
    ['the same name twice', [1, 2].map(() => ({ name: 'report', description: 'x' }))],
    ['101 commands', Array.from({ length: 101 }, (_, index) => ({ name: `c${index}`, description: 'x' }))],
    [
      'a required option after an optional one',
      [
        {
          name: 'report',
          description: 'x',
          options: [
            { name: 'a', description: 'x', type: Type.String },
            { name: 'b', description: 'x', type: Type.String, required: true },
          ],
        },
      ],
    ],
    [
      '26 choices',
      [
        {
          name: 'report',
          description: 'x',
          options: [
            {
              name: 'a',
              description: 'x',
              type: Type.String,
              choices: Array.from({ length: 26 }, (_, index) => ({ name: `c${index}`, value: 'x' })),
            },
          ],
        },
      ],
    ],
  ])('refuses %s', async (_what, bad) => {
    const { server, bot } = await stage();
    const overwriting = bot().api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, bad as never);
    await expect(overwriting).rejects.toMatchObject({ status: 400, code: 50035 });
  });
});

describe('a slash command', () => {
  it('reaches the bot with its user, channel and options', async () => {
    const { server, use, latest } = await stageWithCommands();
    server.guilds.setRole(guildId, { id: modRole, name: 'Mods', permissions: 0x20n });
    server.members.setRoles(guildId, alice, [modRole]);
    use('/report type:full channel:all range:last month');
    const interaction = await latest();
    expect(interaction).toMatchObject({
      type: 2,
      guild_id: guildId,
      channel_id: general,
      application_id: server.botId,
      attachment_size_limit: 10 * 1024 * 1024,
      locale: 'en-US',
      member: { user: { id: alice }, roles: [modRole] },
      data: {
        name: 'report',
        options: [
          { name: 'type', type: 3, value: 'full' },
          { name: 'channel', type: 3, value: 'all' },
          { name: 'range', type: 3, value: 'last month' },
        ],
      },
    });
    expect(BigInt(interaction.member.permissions) & 0x20n).toBe(0x20n);
  });

  it('resolves the objects that its options name', async () => {
    const { server, use, latest } = await stageWithCommands();
    server.guilds.setRole(guildId, { id: modRole, name: 'Mods', permissions: 0n });
    server.members.join(guildId, bob);
    use(`/settings ignore channel:#Voice One role:@Mods member:<@${bob}> whom:${modRole} days:12 always:true`);
    const { options, resolved } = (await latest()).data;
    expect(options).toMatchObject([{ name: 'ignore', type: 1 }]);
    const values = options[0].options.map(({ value }: { value: unknown }) => value);
    expect(values).toEqual(['520000000000000001', modRole, bob, modRole, 12, true]);
    expect(resolved).toMatchObject({
      channels: { '520000000000000001': { name: 'Voice One', type: 2 } },
      roles: { [modRole]: { name: 'Mods' } },
      users: { [bob]: { id: bob } },
      members: { [bob]: { roles: [] } },
    });
  });

  it.each([
    ['/nonsense', 'The registered commands are: /report, /settings; got "/nonsense".'],
    ['/report', 'The option "type" is required.'],
    ['/report type:half', 'The option "type" must be one of: Full; got "half".'],
    ['/report typ:full', '/report has these options: type, channel, range; got "typ:full".'],
    ['/settings', '/settings needs one of: ignore.'],
    ['/settings notice', '/settings has no subcommand "notice".'],
    ['/settings ignore channel:nowhere', 'The option "channel" must be a channel; got "nowhere".'],
    ['/settings ignore days:some', 'The option "days" must be a number; got "some".'],
    ['/settings ignore always:maybe', 'The option "always" must be true or false; got "maybe".'],
  ])('that Discord would not send is refused: %s', async (text, message) => {
    const { use } = await stageWithCommands();
    expect(() => use(text)).toThrow(message);
  });

  it('is deferred, edited with a file, and followed up', async () => {
    const { server, bot, use, latest } = await stageWithCommands();
    const answers = use('/report type:full');
    const { id, token } = await latest();
    const { interactions } = bot.api;
    await interactions.defer(id, token);
    expect(answers.messages()).toMatchObject([{ content: '', isThinking: true, isEphemeral: false }]);
    const files = [{ name: 'report.csv.gz', data: Buffer.from('abc') }];
    await interactions.editReply(server.botId, token, { content: 'Here.', embeds: [{ title: 'Report' }], files });
    await interactions.followUp(server.botId, token, { content: 'And more.' });
    expect(answers.messages()).toMatchObject([
      { content: 'Here.', isThinking: false, embeds: [{ title: 'Report' }], files: [{ name: 'report.csv.gz' }] },
      { content: 'And more.', files: [] },
    ]);
    expect(Buffer.from(answers.messages()[0]?.files[0]?.bytes ?? []).toString()).toBe('abc');
    expect(await interactions.getOriginalReply(server.botId, token)).toMatchObject({ content: 'Here.', type: 20 });
    await bot.caughtUp(server);
    expect(bot.data('MESSAGE_CREATE')[0]).toMatchObject({ webhook_id: server.botId, interaction_metadata: { id } });
  });

  it('answered by a follow-up while it is deferred shows that in place of "is thinking"', async () => {
    const { server, bot, use, latest } = await stageWithCommands();
    const answers = use('/report type:full');
    const { id, token } = await latest();
    await bot.api.interactions.defer(id, token);
    await bot.api.interactions.followUp(server.botId, token, { content: 'Here.' });
    expect(answers.messages()).toMatchObject([{ content: 'Here.', isThinking: false }]);
  });

  it('answered in private is seen by its user only', async () => {
    const { server, bot, use, latest } = await stageWithCommands();
    const answers = use('/report type:full');
    const { id, token } = await latest();
    await bot.api.interactions.reply(id, token, { content: 'No.', flags: MessageFlags.Ephemeral });
    expect(answers.messages()).toMatchObject([{ content: 'No.', isEphemeral: true }]);
    expect(await bot.api.channels.getMessages(general)).toEqual([]);
    await bot.caughtUp(server);
    expect(bot.names()).not.toContain('MESSAGE_CREATE');
  });

  it('stays private if a deferred answer was', async () => {
    const { server, bot, use, latest } = await stageWithCommands();
    const answers = use('/report type:full');
    const { id, token } = await latest();
    await bot.api.interactions.defer(id, token, { flags: MessageFlags.Ephemeral });
    await bot.api.interactions.editReply(server.botId, token, { content: 'Here.' });
    expect(answers.messages()).toMatchObject([{ content: 'Here.', isEphemeral: true, isThinking: false }]);
  });

  it('must be answered within three seconds, once', async () => {
    const { clock, bot, use, latest } = await stageWithCommands();
    const { interactions } = bot.api;
    use('/report type:full');
    const late = await latest();
    await clock.setTo(clock.now() + 3001);
    await expect(interactions.defer(late.id, late.token)).rejects.toMatchObject({ status: 404, code: 10062 });

    use('/report type:full');
    const punctual = await latest();
    await clock.setTo(clock.now() + 3000);
    await interactions.defer(punctual.id, punctual.token);
    await expect(interactions.defer(punctual.id, punctual.token)).rejects.toMatchObject({ code: 40060 });
  });

  it('can be answered further for fifteen minutes, and only after its first answer', async () => {
    const { clock, server, bot, use, latest } = await stageWithCommands();
    const { interactions } = bot.api;
    use('/report type:full');
    const { id, token } = await latest();
    const follow = () => interactions.followUp(server.botId, token, { content: 'x' });
    await expect(follow()).rejects.toMatchObject({ code: 10015 });
    await interactions.defer(id, token);
    const beganMs = clock.now();
    await clock.setTo(beganMs + 15 * 60_000);
    await follow();
    await clock.setTo(beganMs + 15 * 60_000 + 1);
    await expect(follow()).rejects.toMatchObject({ status: 401, code: 50027 });
  });

  it('suggests choices while the user types', async () => {
    const { server, bot, latest } = await stageWithCommands();
    const typing = { guildId, channelId: general, userId: alice, name: 'report' };
    const answers = server.people.autocomplete({ ...typing, options: { range: 'la' }, focused: 'range' });
    const { id, token, type, data } = await latest();
    expect([type, data.options]).toEqual([4, [{ name: 'range', type: 3, value: 'la', focused: true }]]);
    const choices = [{ name: 'last month', value: 'last month' }];
    await bot.api.interactions.createAutocompleteResponse(id, token, { choices });
    expect(answers.choices()).toEqual(choices);
  });
});
