import { type API, PermissionFlagsBits } from '@discordjs/core';
import { CommandRouter, type CommandRouterDeps } from '../../../src/bot/answering/command-router.ts';
import type { Command, CommandRequest } from '../../../src/bot/commands/command.ts';
import { slashDefinition } from '../../../src/bot/commands/slash-definition.ts';
import { GuildRegistry } from '../../../src/collect/guild-registry.ts';
import { defaultGuildSettings, type GuildSettings } from '../../../src/core/guild-settings.ts';
import { GuildCache } from '../../../src/gateway/guild-cache.ts';
import type { Answers, PostedMessage } from '../../../src/simulator/population/answers.ts';
import { buttonsOf } from '../../../src/simulator/server/components/buttons.ts';
import type { DiscordServerOptions } from '../../../src/simulator/server/discord-server.ts';
import { general } from '../../cast.ts';
import { alice, bob, guildId, modRoom, type Stage, stage } from '../../simulator/server/stage.ts';

const moderators = '600000000000000001';

/** A router behind real packages on a simulated Discord, where Alice is a moderator and Bob is not. */
export interface RouterStage extends Stage {
  /** The logged faults. */
  readonly faults: { readonly fields: Readonly<Record<string, string>>; readonly message: string }[];
  readonly guilds: GuildRegistry;
  readonly api: API;
  /** The bodies of the bot's requests. */
  readonly requests: object[];
  /** The paths of the bot's requests for a member. */
  readonly lookedUp: string[];
  /** Alice types in the mod channel, unless stated otherwise. Resolves when nothing is running any more. */
  type(content: string, more?: { readonly userId?: string; readonly channelId?: string }): Promise<Answers>;
  /** Alice presses the button with this label, or this `custom_id`, under a message. */
  press(
    message: PostedMessage | undefined,
    button: string,
    more?: { readonly userId?: string; readonly channelId?: string },
  ): Promise<Answers>;
  /** The same, without waiting. */
  say(content: string): Answers;
  /** Alice uses the slash command `/probe`. */
  slash(more?: { readonly userId?: string; readonly channelId?: string }): Promise<Answers>;
  /** Waits until everything sent has been answered. */
  settled(): Promise<void>;
}

export async function routerStage(
  command: Partial<Command>,
  settings: Partial<GuildSettings> = {},
  options: Partial<DiscordServerOptions> = {},
): Promise<RouterStage> {
  const made = await stage(options);
  const { server, clock } = made;
  server.guilds.setRole(guildId, { id: moderators, name: 'moderators', permissions: PermissionFlagsBits.ManageGuild });
  server.members.setRoles(guildId, alice, [moderators]);

  const bot = made.bot();
  const cache = new GuildCache({ api: bot.api, botId: server.botId });
  const guilds = new GuildRegistry({ guilds: [], channels: new Map(), threads: [] });
  guilds.meet({ id: guildId, name: 'Aardvarks', afkChannelId: null }, clock.now());
  guilds.change(guildId, { settings: { ...defaultGuildSettings, modChannelIds: [modRoom], ...settings } });

  const requests: RouterStage['requests'] = [];
  const lookedUp: string[] = [];
  bot.rest.on('response', ({ method, path, data: { body } }) => {
    if (method === 'GET' && /^\/guilds\/\d+\/members\/\d+$/.test(path)) lookedUp.push(path);
    if (typeof body === 'object' && body !== null) requests.push({ ...body });
  });
  const faults: RouterStage['faults'] = [];
  // The probe command uses none of the others.
  const parts: Partial<CommandRouterDeps> = {
    api: bot.api,
    botId: server.botId,
    guilds,
    guildCache: cache,
    clock,
    random: (size) => new Uint8Array(size).fill(0xab),
    log: { error: (fields, message) => faults.push({ fields: fields as Record<string, string>, message }) },
  };
  const router = new CommandRouter(parts as CommandRouterDeps, [{ ...probe, ...command }]);
  const running = new Set<Promise<void>>();
  const follow = (work: Promise<void> | undefined) => {
    if (work === undefined) return;
    running.add(work);
    void work.finally(() => running.delete(work));
  };
  bot.manager.on('dispatch', (payload) => {
    cache.apply(payload);
    if (payload.t === 'MESSAGE_CREATE') follow(router.message(payload.d));
    if (payload.t === 'INTERACTION_CREATE') follow(router.interaction(payload.d));
  });
  await bot.connect(server);
  await bot.api.applicationCommands.bulkOverwriteGlobalCommands(server.botId, [
    slashDefinition({ ...probe, slash: { options: [], isEphemeral: false } }),
  ]);

  const settled = async () => {
    await bot.caughtUp(server);
    while (running.size > 0) {
      await Promise.all(running);
      await bot.caughtUp(server);
    }
  };
  const say: RouterStage['say'] = (content) =>
    server.people.typeMessage({ guildId, channelId: modRoom, userId: alice, content });
  return {
    ...made,
    faults,
    requests,
    lookedUp,
    guilds,
    api: bot.api,
    say,
    settled,
    async type(content, more = {}) {
      const answers = server.people.typeMessage({ guildId, channelId: modRoom, userId: alice, content, ...more });
      await settled();
      return answers;
    },
    async press(message, button, more = {}) {
      const [messageId, customId] = [message?.id ?? '', customIdOfLabel(message, button)];
      const here = { guildId, channelId: modRoom, userId: alice };
      const answers = server.people.press({ ...here, messageId, customId, ...more });
      await settled();
      return answers;
    },
    async slash(more = {}) {
      const answers = server.people.useCommand({ guildId, channelId: modRoom, userId: alice, name: 'probe', ...more });
      await settled();
      return answers;
    },
  };
}

function customIdOfLabel(message: PostedMessage | undefined, button: string): string {
  const found = buttonsOf(message?.components ?? []).find(({ label }) => label === button);
  return found?.custom_id ?? button;
}

/** A command that repeats its options. */
const probe: Command = {
  name: 'probe',
  summary: 'command.status.summary',
  details: 'command.status.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.status.usage',
    examples: 'command.status.examples',
    parse: (text) => new Map([['text', text]]),
  },
  slash: { options: [], isEphemeral: false },
  answersWith: () => 'text',
  run: async ({ options }: CommandRequest) => [{ content: `probed ${options.get('text') ?? ''}` }],
};

export { alice, bob, general, guildId, modRoom };
