import { readConfig } from '../config.ts';
import type { CliCommand } from './cli-command.ts';
import { sectionText } from './doctor/finding.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { print } from './io/command-io.ts';
import { amount } from './io/format.ts';
import { dataHelp, dataOption, parseArguments } from './options.ts';

/** Checks that everything is in order. */
export const doctor: CliCommand = {
  usage: `Usage: npm run doctor -- [--data DIR] [--guild G]

Only reads, also while the bot is running. Before the first start it checks the folder, the token, the intents and
the clock, and prints the address to invite the bot. Later it shows what was observed and what was not, which months
are sealed, how many hashes exist, who can read the files, and how much a moderator can still infer from an export.
It names no person. A problem has an exclamation mark and a remedy; the exit code is then 1, else 0.

  ${dataHelp}
  --guild G     only this server, by its id or name`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values } = parseArguments('doctor', { args: [...args], options: { data: text, guild: text } });
    const data = dataOption(values.data, io);
    let faults = 0;
    for await (const section of runDoctor({
      data,
      guild: values.guild,
      clock: io.clock,
      stderr: io.stderr,
      isAlive: io.isAlive,
      readConfig: () => readConfig(io.environment()),
    })) {
      print(io.stdout, `${sectionText(section)}\n`);
      faults += section.findings.filter(({ remedy }) => remedy !== null).length;
    }
    print(
      io.stdout,
      faults === 0 ? 'Nothing needs action.' : `${amount(faults, 'finding needs', 'findings need')} action.`,
    );
    return faults === 0 ? 0 : 1;
  },
};
