import { loadEnvironmentFile, readConfig } from '../config.ts';
import { UserError } from '../core/user-error.ts';
import { SystemClock } from '../system-clock.ts';
import type { CliCommand } from './cli-command.ts';
import { examine } from './doctor/examine.ts';
import { sectionText } from './doctor/finding.ts';
import { amount } from './doctor/words.ts';
import { hasCounters } from './open-counters.ts';
import { parseArguments } from './parse-arguments.ts';

/** Looks whether all is as it should be. */
export const doctor: CliCommand = {
  name: 'doctor',
  summary: 'whether all is well: gaps, months, files, permissions, what can be inferred',
  help: `Usage: npm run doctor -- --data DIR

Only reads, also beside a running bot. It tells what was seen and what was not, which months are sealed, how
many hashes are alive, who may read the files, and how much a moderator can still infer from an export. With
a token, in .env or the environment, it asks Discord which permissions and intents are missing. It names no
person. What needs action has an exclamation mark and says what to do; the exit code is then 1, else 0.

  --data DIR    the bot's DATA_DIR`,
  async run(args) {
    const { values } = parseArguments('doctor', { args: [...args], options: { data: { type: 'string' } } });
    const { data } = values;
    if (data === undefined || !hasCounters(data)) throw new UserError('--data: expected a folder with a census.db');
    loadEnvironmentFile('.env');
    let faults = 0;
    for await (const section of examine({ data, clock: new SystemClock(), readConfig })) {
      console.log(`${sectionText(section)}\n`);
      faults += section.findings.filter(({ remedy }) => remedy !== null).length;
    }
    console.log(faults === 0 ? 'Nothing needs action.' : `${amount(faults, 'finding needs', 'findings need')} action.`);
    return faults === 0 ? 0 : 1;
  },
};
