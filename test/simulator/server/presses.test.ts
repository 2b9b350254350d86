import { ButtonStyle, ComponentType, MessageFlags } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { general } from '../../cast.ts';
import { refusalOf } from './limits/refusal.ts';
import { alice, bob, guildId, stage } from './stage.ts';

const button = (customId: string, more: object = {}) => ({
  type: ComponentType.Button as const,
  style: ButtonStyle.Secondary as const,
  label: customId,
  custom_id: customId,
  ...more,
});
const row = (...components: ReturnType<typeof button>[]) => ({ type: ComponentType.ActionRow as const, components });
const buttons = [row(button('back'), button('forward', { disabled: true }), button('files'))];

/** A bot that has answered alice's typed question with buttons. */
async function stageWithButtons() {
  const made = await stage();
  const bot = await made.connect();
  const asked = made.server.people.typeMessage({ guildId, channelId: general, userId: alice, content: '.report' });
  const questionId = made.server.world.channel(general)?.history.lastMessageId ?? '';
  const { id: messageId } = await bot.api.channels.createMessage(general, {
    content: 'March',
    components: buttons,
    message_reference: { message_id: questionId },
  });
  const press = (customId: string, userId = alice, pressedId = messageId) =>
    made.server.people.press({ guildId, channelId: general, userId, messageId: pressedId, customId });
  const latest = async () => {
    await bot.caughtUp(made.server);
    return bot.data('INTERACTION_CREATE').at(-1);
  };
  return { ...made, bot, asked, questionId, messageId, press, latest, interactions: bot.api.interactions };
}

describe('a press of a button', () => {
  it('reaches the bot with its user, its button, and the message without what that replies to', async () => {
    const { press, latest, messageId, questionId, bot, server } = await stageWithButtons();
    press('files', bob);
    const interaction = await latest();
    expect(interaction).toMatchObject({
      type: 3,
      guild_id: guildId,
      channel_id: general,
      application_id: server.botId,
      attachment_size_limit: 10 * 1024 * 1024,
      member: { user: { id: bob } },
      data: { component_type: 2, custom_id: 'files', id: 4 },
      message: {
        id: messageId,
        content: 'March',
        author: { id: server.botId },
        message_reference: { message_id: questionId, channel_id: general },
        components: buttons,
      },
    });
    expect(interaction.message).not.toHaveProperty('referenced_message');
    expect(interaction.message).not.toHaveProperty('interaction_metadata');
    expect(await bot.api.channels.getMessage(general, messageId)).toMatchObject({
      referenced_message: { id: questionId, author: { id: alice } },
    });
  });

  it('is impossible where Discord shows no such button to the user', async () => {
    const { press, bot } = await stageWithButtons();
    expect(() => press('nothing')).toThrow(new UserError('The message has no button "nothing".'));
    expect(() => press('forward')).toThrow('The button "forward" is disabled.');
    expect(() => press('files', alice, '900000000000000001')).toThrow('The user sees no such message.');
    expect(bot.names()).not.toContain('INTERACTION_CREATE');
  });

  it('answered with a message shows it as a reply to the pressed one', async () => {
    const { press, latest, interactions, messageId, server, bot } = await stageWithButtons();
    const answers = press('files', bob);
    const { id, token } = await latest();
    await interactions.reply(id, token, { content: 'Here.' });
    expect(answers.messages()).toMatchObject([{ content: 'Here.', isEphemeral: false }]);
    expect(await interactions.getOriginalReply(server.botId, token)).toMatchObject({
      type: 19,
      message_reference: { message_id: messageId },
      interaction_metadata: { id, type: 3, user: { id: bob }, interacted_message_id: messageId },
    });
    expect(await bot.api.channels.getMessage(general, messageId)).toMatchObject({ content: 'March' });
  });

  it('deferred like a command shows "is thinking" in a new message', async () => {
    const { press, latest, interactions, server, asked } = await stageWithButtons();
    const answers = press('files', bob);
    const { id, token } = await latest();
    await interactions.defer(id, token, { flags: MessageFlags.Ephemeral });
    expect(answers.messages()).toMatchObject([{ isThinking: true, isEphemeral: true }]);
    await interactions.editReply(server.botId, token, { content: 'Here.' });
    expect(answers.messages()).toMatchObject([{ content: 'Here.', isThinking: false, isEphemeral: true }]);
    expect(asked.messages()).toMatchObject([{ content: 'March' }]);
  });

  it('answered by an update edits the pressed message at once', async () => {
    const { press, latest, interactions, asked, messageId, server, bot } = await stageWithButtons();
    const answers = press('back');
    const { id, token } = await latest();
    const files = [{ name: 'february.csv.gz', data: Buffer.from('x') }];
    await interactions.updateMessage(id, token, { content: 'February', components: [row(button('on'))], files });
    expect(answers.messages()).toMatchObject([
      { id: messageId, content: 'February', files: [{ name: 'february.csv.gz' }] },
    ]);
    expect(asked.messages()).toHaveLength(1);
    await bot.caughtUp(server);
    expect(bot.data('MESSAGE_UPDATE')).toMatchObject([{ id: messageId, content: 'February' }]);
  });

  it('deferred as an update shows nothing until the pressed message is edited, and may be followed up', async () => {
    const { press, latest, interactions, asked, messageId, server } = await stageWithButtons();
    const answers = press('back');
    const { id, token } = await latest();
    await interactions.deferMessageUpdate(id, token);
    expect(answers.messages()).toEqual([]);
    expect(asked.messages()).toMatchObject([{ content: 'March', isThinking: false }]);
    await interactions.editReply(server.botId, token, { content: 'February' });
    expect(answers.messages()).toMatchObject([{ id: messageId, content: 'February' }]);
    expect(asked.messages()).toMatchObject([{ content: 'February' }]);
    await interactions.followUp(server.botId, token, { content: 'Only for you.', flags: MessageFlags.Ephemeral });
    expect(answers.messages()).toMatchObject([
      { content: 'February' },
      { content: 'Only for you.', isEphemeral: true },
    ]);
  });

  it('on a message that only its user sees is possible for nobody else', async () => {
    const { press, latest, interactions, server } = await stageWithButtons();
    const answers = press('files', bob);
    const first = await latest();
    const flags = MessageFlags.Ephemeral as const;
    await interactions.reply(first.id, first.token, { content: 'Yours.', components: buttons, flags });
    const [shown] = answers.messages();
    expect(() => press('back', alice, shown?.id)).toThrow('The user sees no such message.');
    press('back', bob, shown?.id);
    const { id, token, message } = await latest();
    expect(message).toMatchObject({ id: shown?.id, flags, interaction_metadata: { user: { id: bob } } });
    await interactions.updateMessage(id, token, { content: 'February, still yours.' });
    expect(answers.messages()).toMatchObject([{ content: 'February, still yours.', isEphemeral: true }]);
    await interactions.deleteReply(server.botId, token);
    expect(() => press('back', bob, shown?.id)).toThrow('The user sees no such message.');
  });

  it('must be answered within three seconds, once', async () => {
    const { press, latest, interactions, clock } = await stageWithButtons();
    press('back');
    const late = await latest();
    await clock.setTo(clock.now() + 3001);
    const tooLate = interactions.deferMessageUpdate(late.id, late.token);
    await expect(tooLate).rejects.toMatchObject({ status: 404, code: 10062 });
    press('back');
    const { id, token } = await latest();
    await interactions.deferMessageUpdate(id, token);
    await expect(interactions.updateMessage(id, token, { content: 'x' })).rejects.toMatchObject({ code: 40060 });
  });

  it('can be answered further for fifteen minutes, however old the pressed message is', async () => {
    const { press, latest, interactions, clock, server } = await stageWithButtons();
    await clock.setTo(clock.now() + 40 * 86_400_000);
    press('back');
    const { id, token } = await latest();
    const edit = () => interactions.editReply(server.botId, token, { content: 'x' });
    await expect(edit()).rejects.toMatchObject({ code: 10015 });
    await interactions.deferMessageUpdate(id, token);
    const beganMs = clock.now();
    await clock.setTo(beganMs + 15 * 60_000);
    await edit();
    await clock.setTo(beganMs + 15 * 60_000 + 1);
    await expect(edit()).rejects.toMatchObject({ status: 401, code: 50027 });
  });

  it('cannot update a message that was deleted meanwhile', async () => {
    const { press, latest, interactions, bot, server, messageId } = await stageWithButtons();
    press('back');
    const early = await latest();
    press('back');
    const { id, token } = await latest();
    await interactions.deferMessageUpdate(early.id, early.token);
    await bot.api.channels.deleteMessage(general, messageId);
    const unknown = { status: 404, code: 10008 };
    await expect(interactions.editReply(server.botId, early.token, { content: 'x' })).rejects.toMatchObject(unknown);
    await expect(interactions.updateMessage(id, token, { content: 'x' })).rejects.toMatchObject(unknown);
    await interactions.reply(id, token, { content: 'It is gone.' });
  });

  it('cannot be answered with suggestions', async () => {
    const { press, latest, interactions } = await stageWithButtons();
    press('back');
    const { id, token } = await latest();
    const refused = { status: 400, code: 50035 };
    await expect(interactions.createAutocompleteResponse(id, token, { choices: [] })).rejects.toMatchObject(refused);
  });
});

describe('an answer that Discord refuses', () => {
  it('names its field within data, and may be given again', async () => {
    const { press, latest, interactions } = await stageWithButtons();
    press('files');
    const { id, token } = await latest();
    const twice = { content: 'x', components: [row(button('a'), button('a'))] };
    const duplicated = '50035 data.components.0.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED';
    expect(await refusalOf(interactions.reply(id, token, twice))).toBe(duplicated);
    expect(await refusalOf(interactions.updateMessage(id, token, twice))).toBe(duplicated);
    expect(await refusalOf(interactions.reply(id, token, { content: '' }))).toBe('50006');
    const flags = MessageFlags.IsComponentsV2 as never;
    expect(await refusalOf(interactions.defer(id, token, { flags }))).toBe('50035 data.flags INVALID');
    expect(await refusalOf(interactions.reply(id, token, { content: 'x' }))).toBe('accepted');
  });

  it('is refused in its place when it comes later', async () => {
    const { press, latest, interactions, server } = await stageWithButtons();
    press('files');
    const { id, token } = await latest();
    await interactions.deferMessageUpdate(id, token);
    const embeds = [{ image: { url: 'attachment://march.png' } }];
    const missing = '50035 embeds.0.image.url UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';
    expect(await refusalOf(interactions.editReply(server.botId, token, { embeds }))).toBe(missing);
    expect(await refusalOf(interactions.followUp(server.botId, token, { embeds }))).toBe(missing);
    const files = [{ name: 'march.png', data: Buffer.from('x') }];
    expect(await refusalOf(interactions.editReply(server.botId, token, { embeds, files }))).toBe('accepted');
  });
});

it('a deferred answer may become a message of components only', async () => {
  const { press, latest, interactions, server } = await stageWithButtons();
  const answers = press('files');
  const { id, token } = await latest();
  await interactions.defer(id, token, { flags: MessageFlags.Ephemeral });
  const components = [{ type: ComponentType.TextDisplay as const, content: 'March' }];
  await interactions.editReply(server.botId, token, { components, flags: MessageFlags.IsComponentsV2 });
  expect(answers.messages()).toMatchObject([{ components, isEphemeral: true, isThinking: false }]);
});

it('a slash command cannot be answered by an update', async () => {
  const { server, connect } = await stage();
  const bot = await connect();
  await bot.api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, [{ name: 'report', description: 'x' }]);
  server.people.useCommand({ guildId, channelId: general, userId: alice, name: 'report' });
  await bot.caughtUp(server);
  const { id, token } = bot.data('INTERACTION_CREATE').at(-1);
  const refused = { status: 400, code: 50035 };
  await expect(bot.api.interactions.deferMessageUpdate(id, token)).rejects.toMatchObject(refused);
  await expect(bot.api.interactions.updateMessage(id, token, { content: 'x' })).rejects.toMatchObject(refused);
});
