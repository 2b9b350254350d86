import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';
import { type BotFigures, killAgainAndAgain } from './real-bot-life.ts';
import { sumOf } from './real-verdict.ts';

export interface RealKillsOptions {
  /** How often a bot is ended with SIGKILL. Planned stops are additional. */
  readonly kills: number;
  readonly seed: number;
  /** The number of gateway shards of each bot; by default three for every other bot, else one. */
  readonly lanes?: number | undefined;
  /** Called after each kill with the number of kills so far. */
  readonly onProgress?: (killed: number) => void;
  /** The build under test: the path of its `main.js`. */
  readonly program?: string;
}

/** The sums over all bots. Nothing was lost, invented or left behind if {@link isFlawless} says so. */
export type RealKillsFigures = BotFigures & {
  readonly bots: number;
  /** The sum over all bots. */
  readonly shards: number;
  readonly seconds: number;
};

/**
 * Kills real bots at random moments while communities are active on real simulators, starts them again, and compares
 * their counts with what really happened. Several run at the same time, because most of the time is waiting. If nothing
 * is wrong, all files are deleted; else the error or the figures say where they are.
 */
export async function realKills(options: RealKillsOptions): Promise<RealKillsFigures> {
  const { kills, seed, lanes, onProgress, program = builtProgram } = options;
  const startMs = performance.now();
  const directory = mkdtempSync(join(tmpdir(), 'census-kills-'));
  let killed = 0;
  const bots = Math.min(mostBots, Math.ceil(kills / fewestKillsOfABot));
  const shardsOf = (bot: number) => lanes ?? (bot % 2 === 0 ? 1 : 3);
  const lives = Array.from({ length: bots }, (_, bot) => {
    const own = join(directory, `bot-${bot}`);
    mkdirSync(own);
    return killAgainAndAgain({
      kills: Math.floor((kills + bot) / bots),
      shards: shardsOf(bot),
      seed: seed * 1000 + bot,
      directory: own,
      program,
      onKill: () => {
        killed += 1;
        onProgress?.(killed);
      },
    });
  });
  const outcomes = await Promise.allSettled(lives);
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `seed ${seed}, files in ${directory}`);
  const figures = sumOf(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
  if (isFlawless(figures)) rmSync(directory, { recursive: true, force: true });
  const shards = Array.from(lives, (_, bot) => shardsOf(bot)).reduce((sum, one) => sum + one, 0);
  return { ...figures, bots, shards, seconds: (performance.now() - startMs) / 1000 };
}

/** Whether no message was lost or counted twice, no voice time invented or lost while the bot ran, and no id left. */
export function isFlawless(figures: BotFigures): boolean {
  return faultsOf(figures).every((fault) => fault === 0);
}

function faultsOf(figures: BotFigures): number[] {
  const { messagesLost, messagesTooMany, membersUnlike, voiceSecondsTooMany, voiceSecondsTooFew } = figures;
  const { joinsAndPartsTooMany, headcountError, userIdsFound } = figures;
  const messages = [messagesLost, messagesTooMany, membersUnlike];
  return [...messages, voiceSecondsTooMany, voiceSecondsTooFew, joinsAndPartsTooMany, headcountError, userIdsFound];
}

/** More bots would only delay each other on two processors. */
const mostBots = 4;

const fewestKillsOfABot = 2;

const builtProgram = join(projectRoot, 'dist/main.js');
