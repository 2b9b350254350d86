import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { calledGuild, listedGuilds } from '../../src/import/called-guilds.ts';

const kitchen = { id: '300000000000000001', name: 'Kitchen' };
const garden = { id: '300000000000000002', name: 'Garden' };
const year = { id: '2', name: '2024' };
const two = { id: '300000000000000003', name: '2' };
const known = [two, kitchen, garden, year];

describe('a guild', () => {
  it.each([
    ['its id', garden.id, garden],
    ['its name', 'Kitchen', kitchen],
    ['its name in another case', 'gARDEN', garden],
    ['a name of digits', '2024', year],
    ['an id that is the name of another guild', '2', year],
    ['nothing known', 'Attic', null],
  ])('is found by %s', (_what, wanted, guild) => {
    expect(calledGuild(known, wanted)).toBe(guild);
  });

  it('is not guessed', () => {
    const several = () => calledGuild([kitchen, year, { ...garden, name: 'KITCHEN' }], 'kitchen');
    expect(several).toThrow(UserError);
    expect(several).toThrow(/several servers have that name, expected an id: 3\d+1 Kitchen, 3\d+2 KITCHEN$/);
    expect(() => calledGuild(known, ' ')).toThrow('expected an id or a name, got nothing');
  });

  it('is listed with its id and name', () => {
    expect(listedGuilds([kitchen, year])).toBe('300000000000000001 Kitchen, 2 2024');
    expect(listedGuilds([])).toBe('none yet');
  });
});
