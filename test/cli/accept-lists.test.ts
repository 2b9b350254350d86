import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptLists } from '../../src/cli/accept-lists.ts';
import { Person } from '../../src/core/person.ts';
import { ACensus, guildId } from '../vault/a-census.ts';
import { newerFormat } from '../vault/at-rest/newer-format.ts';
import { aTerminal, type Terminal } from './a-terminal.ts';

const [ada, ben] = ['200000000000000001', '200000000000000002'].map((id) => new Person(id)) as [Person, Person];

describe('npm run accept-lists', () => {
  let directory: string;
  let terminal: Terminal;
  const inVault = (name: string) => join(directory, 'vault', name);

  beforeEach(async () => {
    terminal = aTerminal();
    const census = await ACensus.open();
    directory = census.directory;
    await census.vault.setOptedOut(guildId, ada, true);
    await census.countMessages([]);
    for (const name of ['optout.db', 'optout.key']) copyFileSync(inVault(name), join(directory, name));
    await census.vault.setOptedOut(guildId, ben, true);
    await census.countMessages([]);
    await census.close();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** Who is opted out when the vault opens again after the command. */
  async function accepted(): Promise<boolean[]> {
    await expect(ACensus.open({ directory })).rejects.toThrow('npm run accept-lists');
    expect(await acceptLists.run(['--data', directory], terminal.io)).toBe(0);
    const census = await ACensus.open({ directory });
    const isOut = [ada, ben].map((person) => census.vault.isOptedOut(guildId, person));
    await census.close();
    return isOut;
  }

  it('accepts an older list', async () => {
    for (const name of ['optout.db', 'optout.key']) {
      copyFileSync(join(directory, name), inVault(name));
      chmodSync(inVault(name), 0o600);
    }
    expect(await accepted()).toEqual([true, false]);
    expect(terminal.printed).toEqual([
      'Members on the list that Census knew: 2',
      'Members on the list that it uses from now on: 1',
    ]);
  });

  it('does not touch the list of a newer Census', async () => {
    const newer = newerFormat(readFileSync(inVault('optout.db')));
    writeFileSync(inVault('optout.db'), newer);
    await expect(acceptLists.run(['--data', directory], terminal.io)).rejects.toThrow(
      'install the Census that wrote it',
    );
    expect(readFileSync(inVault('optout.db'))).toEqual(newer);
  });

  it.each([['optout.db'], ['optout.key'], ['optout.db', 'optout.key']])(
    'accepts an empty list without %s',
    async (...lost) => {
      for (const name of lost) rmSync(inVault(name));
      expect(await accepted()).toEqual([false, false]);
      expect(terminal.printed.at(-1)).toBe('Members on the list that it uses from now on: 0');
    },
  );

  it('changes nothing if the list is the right one', async () => {
    expect(await acceptLists.run(['--data', directory], terminal.io)).toBe(0);
    const census = await ACensus.open({ directory });
    expect(census.vault.isOptedOut(guildId, ben)).toBe(true);
    await census.close();
  });

  it('uses the folder of DATA_DIR by default', async () => {
    const { io, printed } = aTerminal({ environment: { DATA_DIR: directory } });
    expect(await acceptLists.run([], io)).toBe(0);
    expect(printed.at(-1)).toBe('Members on the list that it uses from now on: 2');
  });

  it('refuses a folder without counters in one sentence', async () => {
    const { io } = aTerminal({ environment: { DATA_DIR: inVault('nothing') } });
    await expect(acceptLists.run([], io)).rejects.toThrow('--data: expected a folder with a census.db, got');
  });
});
