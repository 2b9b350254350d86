import { expect } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import type { WholeGuild } from '../../src/gateway/dispatch-shapes.ts';
import { alice, art, general, guildId } from '../cast.ts';
import { storedTotals } from '../collect/stored-totals.ts';
import { aDispatcher, botId, type DispatcherOptions, startMs } from './a-dispatcher.ts';

export const cellar = '510000000000000003';
export const [soupThread, cellarThread] = ['530000000000000001', '530000000000000003'];
export const [oscar, dora, robot] = ['110000000000000003', '110000000000000004', '110000000000000005'];
export const [botRole, hiddenRole] = ['610000000000000001', '610000000000000002'];

/** What is written, as its writer would tell it. */
export interface WrittenMessage {
  readonly id: string;
  readonly atMs: number;
  readonly userId: string;
  readonly channelId: string;
  readonly answers: WrittenMessage | null;
  /** Whether who is answered is mentioned. */
  readonly pings: boolean;
  readonly extras: readonly ('sticker' | 'voice_message' | 'forward' | 'poll')[];
  readonly files: readonly string[];
  readonly links: readonly string[];
}

/** A server in which people, an app and people who are not counted write. The channel `cellar` is ignored. */
export async function aWrittenGuild(options: { readonly ignoresRole: boolean; readonly readsContent?: boolean }) {
  const written: WrittenMessage[] = [];
  const answer: DispatcherOptions['answer'] = (path) => {
    const [, member] = /\/members\/(\d+)$/.exec(path) ?? [];
    if (member !== undefined) return { roles: rolesOf(member) };
    if (path.includes('/threads/archived')) return { threads: [], has_more: false };
    const [, channelId, query] = /^\/channels\/(\d+)\/messages\?(.*)$/.exec(path) ?? [];
    const afterId = BigInt(new URLSearchParams(query).get('after') ?? '0');
    const later = written.filter((message) => message.channelId === channelId && BigInt(message.id) > afterId);
    return later
      .slice(0, 100)
      .reverse()
      .map((message) => rawMessage(message, false));
  };
  const census = await aDispatcher({ answer, ...options });
  const { clock, coverage, collector, catchUp, guilds, vault } = census;
  const tellAll = () => census.tell('GUILD_CREATE', aGuild(written));
  await tellAll();
  const ignoredRoleIds = options.ignoresRole ? [hiddenRole] : [];
  const linkDomains = ['example.org', 'docs.example.org'];
  const settings = { ...guilds.settings(guildId), ignoredChannelIds: [cellar], ignoredRoleIds, linkDomains };
  collector.changeSettings(guildId, settings, startMs);
  await vault.setOptedOut(guildId, new Person(oscar), true);

  return {
    ...census,
    written,

    /** Writes a message that no dispatch has brought yet. */
    write(message: Omit<WrittenMessage, 'id' | 'atMs'>): WrittenMessage {
      const atMs = clock.now();
      const whole = { ...message, id: String(BigInt(firstSnowflakeAt(atMs)) + BigInt(written.length)), atMs };
      written.push(whole);
      return whole;
    },

    /** The gateway brings a message, perhaps once more. */
    bring: (message: WrittenMessage) => census.dispatch('MESSAGE_CREATE', rawMessage(message, true)),

    /** The session is lost; what is written meanwhile comes out of history once there is another. */
    async miss(write: () => void): Promise<void> {
      coverage.lost(clock.now());
      write();
      coverage.restarted();
      await census.dispatch('READY', { session_id: 'a', resume_gateway_url: 'wss://b', guilds: [{ id: guildId }] });
      await tellAll();
      await catchUp.run();
      expect(census.failures).toEqual([]);
    },

    /** What was counted without a member. */
    totals: () => storedTotals(census),
  };
}

export function rolesOf(userId: string): string[] {
  return userId === dora ? [hiddenRole] : [];
}

function rawMessage(message: WrittenMessage, isLive: boolean): object {
  const { id, userId, channelId, answers, pings, extras, files, links } = message;
  const flags = (extras.includes('voice_message') ? 1 << 13 : 0) + (extras.includes('forward') ? 1 << 14 : 0);
  const author = (of: string) => ({ id: of, bot: of === robot });
  return {
    id,
    channel_id: channelId,
    type: answers === null ? 0 : 19,
    flags,
    author: author(userId),
    content: ['soup', ...links].join(' '),
    attachments: files.map((content_type) => ({ content_type })),
    mentions: [],
    ...(extras.includes('sticker') && { sticker_items: [{ id: '1', name: 'ladle', format_type: 1 }] }),
    ...(extras.includes('poll') && { poll: { question: { text: 'soup?' } } }),
    ...(isLive && { guild_id: guildId, member: { roles: rolesOf(userId), joined_at: '2018-01-05T09:30:00Z' } }),
    ...(answers !== null && {
      message_reference: { type: 0, message_id: answers.id, channel_id: answers.channelId, guild_id: guildId },
      referenced_message: { id: answers.id, type: 0, flags: 0, author: author(answers.userId) },
      mentions: pings
        ? [{ ...author(answers.userId), ...(isLive && { member: { roles: rolesOf(answers.userId) } }) }]
        : [],
    }),
  };
}

function aGuild(written: readonly WrittenMessage[]): WholeGuild {
  const last = (channelId: string) => written.findLast((message) => message.channelId === channelId)?.id ?? null;
  const channel = (id: string, name: string) => ({ id, type: 0, name, last_message_id: last(id) });
  const thread = (id: string, parent_id: string) => ({ ...channel(id, 'a thread'), type: 11, parent_id });
  return {
    id: guildId,
    name: 'Kitchen',
    owner_id: alice,
    afk_channel_id: null,
    member_count: 10,
    roles: [
      { id: guildId, permissions: '0' },
      { id: botRole, permissions: '8' },
      { id: hiddenRole, permissions: '0' },
    ],
    channels: [channel(general, 'general'), channel(art, 'art'), channel(cellar, 'cellar')],
    threads: [thread(soupThread, general), thread(cellarThread, cellar)],
    members: [{ user: { id: botId, bot: true }, roles: [botRole] }],
    voice_states: [],
    presences: [],
  };
}
