import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { type GuildWish, guildToImport } from '../../src/import/guild-to-import.ts';
import { aGuild } from '../store/a-batch.ts';

const kitchen = aGuild('300000000000000001', { name: 'Kitchen' });
const garden = aGuild('300000000000000002', { name: 'Garden' });
const old = aGuild('3', { name: 'Old forum' });
const wish: GuildWish = { wanted: null, own: null, fileName: 'zulip', nowMs: 77 };

describe('the guild of an import', () => {
  test.each<[string, Partial<GuildWish>, string]>([
    ['the one with the id', { wanted: garden.id }, garden.id],
    ['the one with the name, whatever its case', { wanted: 'kitchen' }, kitchen.id],
    ['the one that an earlier import created', { wanted: '3' }, '3'],
    ['the one that the files name', { own: { id: garden.id, name: 'new name' } }, garden.id],
    ['the one that the files name, given by id', { own: garden, wanted: garden.id }, garden.id],
  ])('is %s', (_what, changes, id) => {
    const known = [kitchen, garden, old];
    const chosen = guildToImport(known, { ...wish, ...changes });
    expect(chosen).toBe(known.find((guild) => guild.id === id));
  });

  it('is the only one if none is named', () => {
    expect(guildToImport([garden], wish)).toBe(garden);
  });

  test.each<[string, Partial<GuildWish>, { id: string; name: string }]>([
    ['named after the file if there is none', {}, { id: '1', name: 'zulip' }],
    ['with an unused name', { wanted: 'Attic' }, { id: '4', name: 'Attic' }],
    ['with an unused id', { wanted: '400000000000000009' }, { id: '400000000000000009', name: '400000000000000009' }],
    [
      'with the id and name in the files',
      { own: { id: '400000000000000009', name: 'Attic' } },
      { id: '400000000000000009', name: 'Attic' },
    ],
  ])('is a new one %s, with a membership of no duration', (_what, changes, facts) => {
    const known = Object.keys(changes).length === 0 ? [] : [kitchen, garden, old];
    const chosen = guildToImport(known, { ...wish, ...changes });
    expect(chosen).toMatchObject({ ...facts, firstConnectedMs: 77, leftMs: 77, catchUpFromMs: 77, wasGreeted: false });
  });

  test.each<[string, Partial<GuildWish>, RegExp]>([
    [
      'if several are known',
      {},
      /^There are several servers. Choose one with --guild: 300000000000000001 Kitchen, .* Garden, 3 Old forum$/,
    ],
    [
      'if the files are of another one',
      { own: garden, wanted: 'Kitchen' },
      /^The files are of 300000000000000002 Garden/,
    ],
    ['for an empty name', { wanted: ' ' }, /expected an id or a name, got nothing/],
    ['for a number that is no id', { wanted: '17' }, /expected an id of Discord's, a name, or one of/],
  ])('is refused %s', (_what, changes, sentence) => {
    const choose = () => guildToImport([kitchen, garden, old], { ...wish, ...changes });
    expect(choose).toThrow(UserError);
    expect(choose).toThrow(sentence);
  });

  it('is refused for a name that two guilds have', () => {
    expect(() => guildToImport([kitchen, { ...garden, name: 'KITCHEN' }], { ...wish, wanted: 'kitchen' })).toThrow(
      'several servers have that name',
    );
  });
});
