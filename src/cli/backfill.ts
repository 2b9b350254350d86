import { openDataDirectory } from '../app/data-directory.ts';
import { DiscordAccess } from '../app/start/discord-access.ts';
import { readConfig } from '../config.ts';
import type { MonthOutcome } from '../core/backfill/backfill-progress.ts';
import { UserError } from '../core/errors.ts';
import { type Application, describeApplication } from '../gateway/rest/application.ts';
import type { Guild } from '../store/records.ts';
import { lockVault } from '../vault/at-rest/vault-lock.ts';
import { openPastPeople } from '../vault/imported-people.ts';
import { limitLines } from './backfill/backfill-lines.ts';
import { readPastOf } from './backfill/read-past-of.ts';
import type { CliCommand } from './cli-command.ts';
import { type CommandIo, print } from './io/command-io.ts';
import { signalled } from './io/signals.ts';
import { openStore } from './open-store.ts';
import { chooseGuild, countedDataOption, dataHelp, parseArguments } from './options.ts';

/** Counts past months from what Discord still has of them. */
export const backfill: CliCommand = {
  usage: `Usage: npm run backfill -- --months N [--data DIR] [--guild G]

Reads the last N months that are over, the latest first, from the histories of all channels and public threads that
Census may read, and counts the messages in them. Each month is sealed at once: its members get random tokens, and
nothing in the data leads from them back to people or messages. Ignored channels, ignored roles, and members who are
ignored or opted out are left out. In the running bot, /settings backfill: does the same.

Months that Census counted, imported or read before are left as they are: their members have other tokens. So the month
in which Census came to a server keeps only what was counted since.

What Discord does not have cannot be read: voice, joins and leaves, and deleted messages, threads and channels.
Archived private threads are not read. If some roles are not counted, neither are messages of people who have left.

It may take hours, since Discord answers with 100 messages at a time. If it is stopped, run it again: finished months
stay, and the month that was being read is read from its beginning.

  --months N    how many months, 1 to 150
  ${dataHelp};
                the bot must not be running
  --guild G     only this server, by its id or name; default: all servers that Census is in

It needs the bot's token, from .env or the environment.`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const options = { months: text, data: text, guild: text };
    const { values } = parseArguments('backfill', { args: [...args], options });
    const months = monthsOption(values.months);
    const data = countedDataOption(values.data, io);
    const config = readConfig(io.environment());
    const stopping = new AbortController();
    void signalled(io).then(() => stopping.abort(new UserError(stoppedText)));
    const directory = openDataDirectory(data);
    const lock = lockVault(directory.vault);
    try {
      const lanes = openStore(directory);
      try {
        const { clock, random, stderr } = io;
        const log = {
          info: (_fields: object, message: string) => print(stderr, message),
          warn: (_fields: object, message: string) => print(stderr, message),
        };
        const discord = new DiscordAccess({ config, clock, log, signal: stopping.signal });
        const memberLists = await lanes.memberLists();
        const people = await openPastPeople({ directory: directory.vault, memberLists, random });
        try {
          const application = await discord.patience.answerTo(() => describeApplication(discord.rest, false));
          const guilds = guildsToRead(await lanes.guilds(), values.guild);
          const given = { lanes, people, discord, application, months, signal: stopping.signal };
          return await readPast(guilds, given, io);
        } finally {
          await people.close();
        }
      } finally {
        await lanes.close();
      }
    } finally {
      lock.close();
    }
  },
};

const stoppedText = 'Stopped. The months above are in; run it again for the rest.';

const mostMonths = 150;

function monthsOption(given: string | undefined): number {
  const months = Number(given);
  if (given !== undefined && /^\d{1,3}$/.test(given) && months >= 1 && months <= mostMonths) return months;
  throw new UserError(`--months: expected a number from 1 to ${mostMonths}, got ${given ?? 'nothing'}`);
}

/** @throws {UserError} if Census is in no server, or not in the wanted one. */
function guildsToRead(known: readonly Guild[], wanted: string | undefined): readonly Guild[] {
  const present = known.filter(({ leftMs }) => leftMs === null);
  if (wanted !== undefined) return [chooseGuild(present, wanted)];
  if (present.length > 0) return present;
  throw new UserError(
    'Census knows no server that it is in. Start the bot once, choose with /settings what it must not count, and run this again.',
  );
}

type Given = Omit<Parameters<typeof readPastOf>[0], 'guild' | 'io'> & { readonly application: Application };

/** Returns the exit code: 1 if there is nothing of any month. */
async function readPast(guilds: readonly Guild[], given: Given, io: CommandIo): Promise<number> {
  const outcomes = new Set<MonthOutcome['outcome']>();
  for (const guild of guilds) {
    const { done } = await readPastOf({ ...given, guild, io });
    for (const { outcome } of done) outcomes.add(outcome);
  }
  print(io.stdout, ...limitLines());
  if (!outcomes.has('read')) print(io.stderr, 'No month was read.');
  return outcomes.has('read') || outcomes.has('known') ? 0 : 1;
}
