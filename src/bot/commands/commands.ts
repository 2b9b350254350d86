import { active } from './active.ts';
import type { Command } from './command.ts';
import { helpFor } from './help.ts';
import { privacy } from './privacy.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { userstats } from './userstats.ts';
import { visitors } from './visitors.ts';

const beforeHelp: readonly Command[] = [report, active, userstats, visitors, status, settings, privacy];

/** All commands of Census. */
export const commands: readonly Command[] = [...beforeHelp, helpFor(beforeHelp)];
