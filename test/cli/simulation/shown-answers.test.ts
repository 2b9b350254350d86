import { MessageFlags } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { ShownAnswers } from '../../../src/cli/simulation/shown-answers.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, stage } from '../../simulator/server/stage.ts';

const row = (...labels: readonly string[]) => ({
  type: 1 as const,
  components: labels.map((label) => ({ type: 2 as const, style: 2 as const, label, custom_id: `to ${label}` })),
});

describe('the buttons of all answers so far', () => {
  it('are found by label or custom id, as the messages are now, the latest first', async () => {
    const { server, connect } = await stage();
    const { channels } = (await connect()).api;
    const shown = new ShownAnswers();
    const ask = () => {
      const typed = { guildId, channelId: general, userId: alice, content: '.report' };
      shown.add(alice, general, server.people.typeMessage(typed));
    };
    expect(() => shown.button('Files', alice)).toThrow('The buttons of the answers are: none; got "Files".');
    ask();
    const first = await channels.createMessage(general, { content: 'February', components: [row('◀', 'When')] });
    // Answers to a typed command are all later messages of the bot, so the first command shows this one, too.
    ask();
    const second = await channels.createMessage(general, { content: 'March', components: [row('◀', '▶')] });
    expect(shown.button('◀', bob)).toMatchObject({ messageId: second.id, channelId: general, customId: 'to ◀' });
    expect(shown.button('to When', bob)).toMatchObject({ messageId: first.id });
    await channels.editMessage(general, second.id, { components: [row('▶')] });
    expect(shown.button('◀', bob)).toMatchObject({ messageId: first.id });
    expect(() => shown.button('Files', bob)).toThrow('The buttons of the answers are: ▶, ◀, When; got "Files".');
  });

  it('on an answer that only its asker sees are for nobody else', async () => {
    const { server, connect } = await stage();
    const bot = await connect();
    await bot.api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, [{ name: 'report', description: 'x' }]);
    const shown = new ShownAnswers();
    shown.add(bob, general, server.people.useCommand({ guildId, channelId: general, userId: bob, name: 'report' }));
    await bot.caughtUp(server);
    const { id, token } = bot.data('INTERACTION_CREATE').at(-1);
    await bot.api.interactions.reply(id, token, { components: [row('Files')], flags: MessageFlags.Ephemeral });
    expect(shown.button('Files', bob)).toMatchObject({ customId: 'to Files' });
    expect(() => shown.button('Files', alice)).toThrow('got "Files"');
  });
});
