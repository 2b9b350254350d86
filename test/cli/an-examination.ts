import { sectionText } from '../../src/cli/doctor/finding.ts';
import { runDoctor } from '../../src/cli/doctor/run-doctor.ts';
import { readConfig } from '../../src/config.ts';
import { nowMs } from './a-data-folder.ts';
import { aTerminal } from './a-terminal.ts';

/** What the doctor says about a folder, and what needs action. Without an address there is no token. */
export async function examined(
  data: string,
  discordApiUrl?: string,
  settings: Readonly<Record<string, string>> = {},
  clockMs = nowMs,
) {
  const given =
    discordApiUrl === undefined ? {} : { DISCORD_TOKEN: 'any', DISCORD_API_URL: discordApiUrl, ...settings };
  const { stderr, isAlive } = aTerminal().io;
  const clock = { now: () => clockMs };
  const sections = runDoctor({ data, clock, stderr, isAlive, readConfig: () => readConfig(given) });
  const texts: string[] = [];
  const faults: string[] = [];
  for await (const section of sections) {
    texts.push(sectionText(section));
    faults.push(...section.findings.filter(({ remedy }) => remedy !== null).map(({ text }) => text));
  }
  return { text: texts.join('\n'), faults };
}
