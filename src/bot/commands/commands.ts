import { active } from './active.ts';
import type { Command } from './command.ts';
import { event } from './events/event.ts';
import { helpFor } from './help.ts';
import { privacy } from './privacy.ts';
import { card } from './questions/card.ts';
import { channels } from './questions/channels.ts';
import { compare } from './questions/compare.ts';
import { kinds } from './questions/kinds.ts';
import { newcomers } from './questions/newcomers.ts';
import { over } from './questions/over.ts';
import { when } from './questions/when.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { userstats } from './userstats.ts';
import { visitors } from './visitors.ts';

const numbers: readonly Command[] = [
  ...[report, active, when, channels, over, compare],
  ...[event, newcomers, kinds, card, visitors, userstats],
];

const beforeHelp: readonly Command[] = [...numbers, status, settings, privacy];

/** All commands of Census. */
export const commands: readonly Command[] = [...beforeHelp, helpFor(beforeHelp)];
