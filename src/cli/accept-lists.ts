import { openDataDirectory } from '../app/data-directory.ts';
import { lockVault } from '../vault/at-rest/vault-lock.ts';
import { acceptMemberLists } from '../vault/lists/accept-member-lists.ts';
import type { CliCommand } from './cli-command.ts';
import { print } from './io/command-io.ts';
import { openStore } from './open-store.ts';
import { countedDataOption, dataHelp, parseArguments } from './options.ts';

/** Accepts an opt-out list that is not the one that the database knows. */
export const acceptLists: CliCommand = {
  usage: `Usage: npm run accept-lists -- [--data DIR]

A bot does not start if vault/optout.db and vault/optout.key are not the ones that census.db knows: it would count
people who asked not to be counted. Put the right files back if there are any. If they are lost, this command accepts
the present ones instead, an older list or none. People who are not on it are counted again until they opt out once
more, and moderators have to ignore members again: inform your members.

  ${dataHelp};
                the bot must not be running`,
  async run(args, io) {
    const { values } = parseArguments('accept-lists', { args: [...args], options: { data: { type: 'string' } } });
    const directory = openDataDirectory(countedDataOption(values.data, io));
    const lock = lockVault(directory.vault);
    try {
      const store = openStore(directory);
      try {
        const known = await store.memberLists();
        const accepted = await acceptMemberLists(directory.vault, io.random);
        await store.acceptMemberLists(accepted);
        print(io.stdout, `Members on the list that Census knew: ${known?.entries ?? 0}`);
        print(io.stdout, `Members on the list that it uses from now on: ${accepted?.entries ?? 0}`);
      } finally {
        await store.close();
      }
    } finally {
      lock.close();
    }
    return 0;
  },
};
