import { PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, test } from 'vitest';
import type { Answer, CommandRequest, Options } from '../../../src/bot/commands/command.ts';
import { StoreUnavailable, UserError } from '../../../src/core/errors.ts';
import { Obstacle } from '../../../src/render/mistake.ts';
import { gate } from '../../gateway/gate.ts';
import { alice, guildId, modRoom, routerStage } from '../commands/router-stage.ts';

describe('a failed command', () => {
  test('names a mistake in what was typed, with the usage', async () => {
    const parse = (): Options => {
      throw new UserError('Expected this, but got that.');
    };
    const typed = { usage: 'command.report.usage', examples: 'command.report.examples', parse } as const;
    const on = await routerStage({ typed });
    expect((await on.type('.probe')).messages()[0]?.content).toBe(
      'Expected this, but got that.\n**Usage:** `.report <full|weekday|hourly|channels> <channel|all> [daterange]`',
    );
    expect(on.faults).toEqual([]);
  });

  test('names any other mistake, with the usage of the form that was used', async () => {
    const run = async (): Promise<Answer> => {
      throw new UserError('Expected this, but got that.');
    };
    const on = await routerStage({ run });
    expect((await on.type('.probe')).messages()[0]?.content).toMatch(
      /^Expected this, but got that\.\n\*\*Usage:\*\* `\./,
    );
    expect((await on.slash()).messages()[0]?.content).toMatch(/^Expected this, but got that\.\n\*\*Usage:\*\* `\//);
    expect(on.faults).toEqual([]);
  });

  test('names what stands in the way without a usage', async () => {
    const run = async (): Promise<Answer> => {
      throw new Obstacle('answer.memberBusy');
    };
    const on = await routerStage({ run });
    expect((await on.type('.probe')).messages()[0]?.content).not.toContain('Usage');
    expect(on.faults).toEqual([]);
  });

  test('apologises for our fault, with the id of its log entry', async () => {
    const run = async (): Promise<Answer> => {
      throw new Error('a bug', { cause: new Error('a deeper one') });
    };
    const on = await routerStage({ run });
    expect((await on.type('.probe')).messages()[0]?.content).toMatch(/^Sorry, .* `abababab`\.$/);
    const [fault] = on.faults;
    expect(fault?.fields).toMatchObject({ faultId: 'abababab', command: 'probe' });
    expect(fault?.fields.stack).toMatch(/a bug[\s\S]*caused by Error: a deeper one/);
  });

  test('does not call a disk error a bug', async () => {
    const run = async (): Promise<Answer> => {
      throw new StoreUnavailable('the disk is full');
    };
    const on = await routerStage({ run });
    expect((await on.type('.probe')).messages()[0]?.content).toContain('cannot reach its data on disk');
    expect(on.faults).toHaveLength(1);
  });

  test('logs no id, address or text of a failed request', async () => {
    const on = await routerStage({ run: async () => [{ content: 'x'.repeat(2001) }] });
    await on.slash();
    const told = JSON.stringify(on.faults);
    expect(on.faults).toHaveLength(1);
    expect(told).not.toMatch(/\d{15}|webhooks|xxx/);
  });

  test('needs no answer if the channel is gone', async () => {
    const held = gate();
    const run = (): Promise<Answer> => {
      return held.pass().then(() => [{ content: 'too late' }]);
    };
    const on = await routerStage({ run });
    on.say('.probe');
    await held.reached;
    on.server.channels.delete(modRoom);
    held.open();
    await on.settled();
    expect(on.faults).toEqual([]);
  });
});

describe('a quick answer', () => {
  test.each(['typed', 'slash'])('costs no look at the present rights (%s)', async (form) => {
    const on = await routerStage({});
    if (form === 'typed') await on.type('.probe');
    else await on.slash();
    expect(on.lookedUp).toEqual([]);
  });

  test('does not wait until Discord shows that the bot is typing', async () => {
    const on = await routerStage({});
    const release = on.server.faults.holdRequests(/\/typing$/);
    const typed = on.say('.probe it');
    await on.settled();
    expect(typed.messages().map(({ content }) => content)).toEqual(['probed it']);
    release();
  });

  test('comes although Discord refuses to show that the bot is typing', async () => {
    const on = await routerStage({});
    on.server.faults.failRequestsTo(/\/typing$/, 1, 403);
    expect((await on.type('.probe it')).messages().map(({ content }) => content)).toEqual(['probed it']);
    expect(on.faults).toEqual([]);
  });
});

describe('while a command runs for two seconds', () => {
  test.each([
    [1_999, 'secret numbers'],
    [2_000, 'Only moderators may use that command.'],
  ])('the asker may lose the right to its answer (%i ms)', async (waitedMs, told) => {
    const held = gate();
    const on = await routerStage({ run: () => held.pass().then(() => [{ content: 'secret numbers' }]) });
    const typed = on.say('.probe');
    await held.reached;
    on.server.members.setRoles(guildId, alice, []);
    await on.clock.setTo(on.clock.now() + waitedMs);
    held.open();
    await on.settled();
    expect(typed.messages().map(({ content }) => content)).toEqual([told]);
    expect(on.lookedUp).toHaveLength(waitedMs < 2_000 ? 0 : 1);
  });

  test('the asker may leave', async () => {
    const held = gate();
    const on = await routerStage({ run: () => held.pass().then(() => [{ content: 'secret numbers' }]) });
    const typed = on.say('.probe');
    await held.reached;
    on.server.members.part(guildId, alice);
    await on.clock.setTo(on.clock.now() + 2_000);
    held.open();
    await on.settled();
    expect(typed.messages().map(({ content }) => content)).toEqual(['Only moderators may use that command.']);
  });
});

describe('while a command runs', () => {
  test('its progress appears where the answer will', async () => {
    const held = gate();
    const on = await routerStage({
      run: ({ onProgress }) => {
        onProgress(0.4);
        return held.pass().then(() => [{ content: 'done' }]);
      },
    });
    const typed = on.say('.probe');
    await held.reached;
    await on.clock.setTo(on.clock.now() + 10_000);
    expect(typed.messages().map(({ content }) => content)).toEqual(['Working on it … 40 %']);
    held.open();
    await on.settled();
    expect(typed.messages().map(({ content }) => content)).toEqual(['done']);
  });

  test('five more may wait, and the next is asked to try again', async () => {
    const held = gate();
    const on = await routerStage({
      run: ({ options }) => held.pass().then(() => [{ content: options.get('text') ?? '' }]),
    });
    const asked = Array.from({ length: 7 }, (_, index) => on.say(`.probe ${index}`));
    while (!asked.some((answers) => answers.messages().length > 0))
      await new Promise((resolve) => setImmediate(resolve));
    expect(asked.flatMap((answers) => answers.messages())[0]?.content).toBe(
      'Five reports are still being made here; try again in a minute.',
    );
    held.open();
    await on.settled();
    const contents = new Set(asked.flatMap((answers) => answers.messages().map(({ content }) => content)));
    expect([...contents].filter((content) => content.length === 1)).toHaveLength(6);
  });
});

describe('an answer that took long', () => {
  const council = '600000000000000077';
  const staff = { id: '510000000000000077', kind: 'text', name: 'staff', parentId: null } as const;

  test.each(['typed', 'slash'])('is not sent to a member who can no longer view its channels (%s)', async (form) => {
    const held = gate();
    const run = ({ channels }: CommandRequest): Promise<Answer> => {
      const names = channels.map(({ name }) => name).join();
      return held.pass().then(() => [{ content: `channels: ${names}` }]);
    };
    const on = await routerStage({ run });
    const { ViewChannel, ManageGuild } = PermissionFlagsBits;
    on.server.guilds.setRole(guildId, { id: council, name: 'council', permissions: ManageGuild });
    on.server.channels.create(guildId, {
      ...staff,
      type: 'text',
      overwrites: [
        { id: guildId, kind: 'role', allow: 0n, deny: ViewChannel },
        { id: council, kind: 'role', allow: ViewChannel, deny: 0n },
      ],
    });
    on.guilds.meetChannel(guildId, staff);
    const roles = on.server.world.memberOf(on.server.world.guild(guildId), alice).roleIds;
    on.server.members.setRoles(guildId, alice, [...roles, council]);
    const answer = form === 'typed' ? on.type('.probe') : on.slash();
    await held.reached;
    await on.clock.setTo(on.clock.now() + 3_000);
    on.server.members.setRoles(guildId, alice, roles);
    held.open();
    const told = (await answer).messages().map(({ content }) => content);
    expect(told).toEqual(['The channels that you can view have changed meanwhile. Ask again.']);
  });
});
