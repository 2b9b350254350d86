import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { benchArguments } from './bench-arguments.ts';

const known = ['reports', 'bytes', 'export'];

describe('the command line of the bench', () => {
  it('means all benchmarks where it names none', () => {
    expect(benchArguments([], known)).toEqual({
      wants: 'run',
      names: known,
      isQuick: false,
      seed: 1,
      jsonFile: null,
    });
  });

  it('takes names in their order, and options anywhere', () => {
    expect(benchArguments(['export', '--quick', 'bytes', '--seed', '7', '--json', 'out.json'], known)).toEqual({
      wants: 'run',
      names: ['export', 'bytes'],
      isQuick: true,
      seed: 7,
      jsonFile: 'out.json',
    });
  });

  it.each([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['--list'], 'list'],
  ])('understands %j', (args, wants) => {
    expect(benchArguments(args, known).wants).toBe(wants);
  });

  it('names those there are when it does not know one', () => {
    expect(() => benchArguments(['speed'], known)).toThrow(
      new UserError('There is no benchmark called speed; there are reports, bytes, export.'),
    );
  });

  it.each([['--fast'], ['--seed=x'], ['--seed=1234567890'], ['--json']])('refuses %s', (argument) => {
    expect(() => benchArguments([argument], known)).toThrow(UserError);
  });
});
