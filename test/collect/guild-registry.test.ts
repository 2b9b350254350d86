import { beforeEach, describe, expect, it } from 'vitest';
import { GuildRegistry } from '../../src/collect/guild-registry.ts';
import { noCategoryId } from '../../src/core/channel.ts';

const guildId = '300000000000000001';
const general = { id: '510000000000000001', kind: 'text', name: 'general', parentId: null } as const;
const lobby = { id: '520000000000000001', kind: 'voice', name: 'Lobby', parentId: null } as const;
const thread = { id: '530000000000000001', kind: 'thread', name: 'secret plans', parentId: general.id } as const;

let book: GuildRegistry;

beforeEach(() => {
  book = new GuildRegistry({ guilds: [], channels: new Map(), threads: [] });
  book.meet({ id: guildId, name: 'Kitchen', afkChannelId: null }, 1000);
});

describe('GuildRegistry', () => {
  it('numbers channels from 1 up as they are first seen', () => {
    const numbers = [general, lobby, general].map((facts) => {
      book.meetChannel(guildId, facts);
      return book.channel(guildId, facts.id)?.number;
    });
    expect(numbers).toEqual([1, 2, 1]);
  });

  it('continues the numbering after a restart', () => {
    book.meetChannel(guildId, general);
    const { guilds, channels } = book.takeChanges();
    const known = new Map([[guildId, channels.map((change) => change.channel)]]);
    const next = new GuildRegistry({ guilds, channels: known, threads: [] });
    next.meetChannel(guildId, lobby);
    expect(next.channels(guildId).map(({ name, number }) => [name, number])).toEqual([
      ['general', 1],
      ['Lobby', 2],
    ]);
  });

  it('counts a thread for its parent, and keeps no name and no channel for it', () => {
    book.meetChannel(guildId, general);
    book.meetChannel(guildId, thread);
    expect(book.countedChannel(guildId, thread.id)).toMatchObject({ id: general.id });
    expect(book.countedChannel('300000000000000002', thread.id)).toBeUndefined();
    expect(book.channels(guildId)).toHaveLength(1);
    expect(book.threadParents(guildId)).toEqual([general.id]);
    expect(book.takeChanges().threads).toEqual([{ guildId, id: thread.id, channelId: general.id }]);
  });

  it('knows threads after a restart, until they are deleted', () => {
    book.meetChannel(guildId, general);
    const { guilds, channels } = book.takeChanges();
    const known = new Map([[guildId, channels.map((change) => change.channel)]]);
    const next = new GuildRegistry({
      guilds,
      channels: known,
      threads: [{ guildId, id: thread.id, channelId: general.id }],
    });
    expect(next.countedChannel(guildId, thread.id)).toMatchObject({ id: general.id });
    next.deleteThread(guildId, thread.id);
    expect(next.countedChannel(guildId, thread.id)).toBeUndefined();
    expect(next.takeChanges().threads).toEqual([{ guildId, id: thread.id, channelId: null }]);
  });

  it('keeps number and name of a deleted channel, and reuses them if it returns', () => {
    book.meetAllChannels(guildId, [general, lobby]);
    book.meetAllChannels(guildId, [lobby]);
    expect(book.channel(guildId, general.id)).toMatchObject({ name: 'general', number: 1, isDeleted: true });
    book.meetAllChannels(guildId, [general, lobby]);
    expect(book.channel(guildId, general.id)).toMatchObject({ number: 1, isDeleted: false });
  });

  it('numbers the category of a deleted channel once, and the guild itself for channels without a category', () => {
    const category = { id: '500000000000000001', kind: 'category', name: 'Staff', parentId: null } as const;
    const inCategory = [general, lobby].map((facts) => ({ ...facts, parentId: category.id }));
    const loose = { ...general, id: '510000000000000002' };
    book.meetAllChannels(guildId, [category, ...inCategory, loose]);
    expect(book.channel(guildId, category.id)).toMatchObject({ number: 0 });
    book.meetAllChannels(guildId, [category]);
    expect(book.channel(guildId, category.id)).toMatchObject({ number: 4, isDeleted: false });
    expect(book.channel(guildId, noCategoryId)).toMatchObject({ kind: 'category', number: 5 });
    for (const id of [category.id, noCategoryId]) expect(book.countedChannel(guildId, id)).toBeUndefined();
    const numbers = book.takeChanges().channels.map(({ channel }) => channel.number);
    expect(Math.max(...numbers)).toBe(5);
  });

  it('keeps who could view a channel if a later event does not say', () => {
    const isPrivate = () => book.channel(guildId, general.id)?.isPrivate;
    book.meetChannel(guildId, { ...general, isPrivate: true });
    book.meetChannel(guildId, general);
    book.deleteChannel(guildId, general.id);
    expect(isPrivate()).toBe(true);
    book.meetChannel(guildId, { ...general, isPrivate: false });
    expect(isPrivate()).toBeUndefined();
    expect(book.takeChanges().channels.at(-1)?.channel).not.toHaveProperty('isPrivate');
  });

  it('forgets a channel with its pending changes, and does not reuse its number', () => {
    book.meetAllChannels(guildId, [general]);
    book.deleteChannel(guildId, general.id);
    book.forgetChannel(guildId, general.id);
    book.meetChannel(guildId, lobby);
    expect(book.channels(guildId).map(({ name }) => name)).toEqual(['', 'Lobby']);
    expect(book.channel(guildId, lobby.id)?.number).toBe(3);
    expect(book.takeChanges().channels.filter(({ channel }) => channel.id === general.id)).toEqual([]);
  });

  it('keeps threads that a snapshot does not list, because they may be archived', () => {
    book.meetAllChannels(guildId, [general, thread]);
    book.meetAllChannels(guildId, [general]);
    expect(book.threadParent(guildId, thread.id)).toBe(general.id);
  });

  it('returns each change once', () => {
    book.meetChannel(guildId, general);
    expect(book.takeChanges()).toMatchObject({ guilds: [{ id: guildId }], channels: [{ channel: { number: 1 } }] });
    book.meetChannel(guildId, general);
    book.change(guildId, { headcount: 0 });
    expect(book.takeChanges()).toEqual({ guilds: [], channels: [], threads: [] });
  });

  it('keeps the time of the first connection to a guild that returns', () => {
    book.change(guildId, { leftMs: 2000 });
    book.meet({ id: guildId, name: 'Kitchen', afkChannelId: null }, 3000);
    expect(book.get(guildId)).toMatchObject({ firstConnectedMs: 1000, leftMs: null });
  });
});
