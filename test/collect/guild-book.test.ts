import { beforeEach, describe, expect, it } from 'vitest';
import { GuildBook } from '../../src/collect/guild-book.ts';
import { none } from '../../src/core/counter.ts';

const guildId = '300000000000000001';
const general = { id: '510000000000000001', kind: 'text', name: 'general', parentId: null } as const;
const lobby = { id: '520000000000000001', kind: 'voice', name: 'Lobby', parentId: null } as const;
const thread = { id: '530000000000000001', kind: 'thread', name: 'secret plans', parentId: general.id } as const;

let book: GuildBook;

beforeEach(() => {
  book = new GuildBook({ guilds: [], channels: new Map() });
  book.meet({ id: guildId, name: 'Kitchen', afkChannelId: null }, 1000);
});

describe('GuildBook', () => {
  it('numbers channels from 1 up, at first sight', () => {
    const numbers = [general, lobby, general].map((facts) => book.meetChannel(guildId, facts).number);
    expect(numbers).toEqual([1, 2, 1]);
  });

  it('goes on numbering after a restart', () => {
    const channel = book.meetChannel(guildId, general);
    const { guilds, channels } = book.takeChanges();
    const next = new GuildBook({ guilds, channels: new Map([[guildId, channels.map((change) => change.channel)]]) });
    expect(next.channel(guildId, general.id)).toEqual(channel);
    expect(next.meetChannel(guildId, lobby).number).toBe(2);
  });

  it('counts a thread for its parent and keeps no name of it', () => {
    book.meetChannel(guildId, general);
    expect(book.meetChannel(guildId, thread)).toMatchObject({ name: '', number: none });
    expect(book.countedChannel(guildId, thread.id)).toMatchObject({ id: general.id });
  });

  it('keeps number and name of a deleted channel, and takes it back', () => {
    book.meetAllChannels(guildId, [general, lobby]);
    book.meetAllChannels(guildId, [lobby]);
    expect(book.channel(guildId, general.id)).toMatchObject({ name: 'general', number: 1, isDeleted: true });
    book.meetAllChannels(guildId, [general, lobby]);
    expect(book.channel(guildId, general.id)).toMatchObject({ number: 1, isDeleted: false });
  });

  it('keeps threads that a snapshot does not list: they are only archived', () => {
    book.meetAllChannels(guildId, [general, thread]);
    book.meetAllChannels(guildId, [general]);
    expect(book.channel(guildId, thread.id)?.isDeleted).toBe(false);
  });

  it('hands out each change once', () => {
    book.meetChannel(guildId, general);
    expect(book.takeChanges()).toMatchObject({ guilds: [{ id: guildId }], channels: [{ channel: { number: 1 } }] });
    book.meetChannel(guildId, general);
    book.change(guildId, { headcount: 0 });
    expect(book.takeChanges()).toEqual({ guilds: [], channels: [] });
  });

  it('keeps when it first saw a guild, also when it comes back', () => {
    book.change(guildId, { leftMs: 2000 });
    book.meet({ id: guildId, name: 'Kitchen', afkChannelId: null }, 3000);
    expect(book.get(guildId)).toMatchObject({ firstConnectedMs: 1000, leftMs: null });
  });
});
