import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../project-root.ts';
import { type BotFigures, killAgainAndAgain } from './real-bot-life.ts';
import { sumOf } from './real-verdict.ts';

export interface RealKillsOptions {
  /** How often a bot is ended by SIGKILL; planned stops come on top. */
  readonly kills: number;
  readonly seed: number;
  /** Over how many gateway shards each bot counts; left out, every other bot has three, and the rest one. */
  readonly lanes?: number | undefined;
  /** Called after each kill with how many there were so far. */
  readonly onProgress?: (killed: number) => void;
  /** The build that is tried: the path of its `main.js`. */
  readonly program?: string;
}

/** The sums over all bots. Nothing was lost, invented or left behind if {@link isFlawless} says so. */
export type RealKillsFigures = BotFigures & {
  readonly bots: number;
  /** Of all bots together. */
  readonly shards: number;
  readonly seconds: number;
};

/**
 * Ends real bots at random moments while communities live on real simulators, starts them again, and compares what
 * they have counted with what really happened. Several at the same time, as most of the time is waiting. Where nothing
 * is flawed, all that was written is deleted; else the error or the figures say where it lies.
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

/** Whether no message was lost or counted twice, no voice time invented or lost while the bot was there, no id left. */
export function isFlawless(figures: BotFigures): boolean {
  return faultsOf(figures).every((fault) => fault === 0);
}

function faultsOf(figures: BotFigures): number[] {
  const { messagesLost, messagesTooMany, membersUnlike, voiceSecondsTooMany, voiceSecondsTooFew } = figures;
  const { joinsAndPartsTooMany, headcountError, userIdsFound } = figures;
  const messages = [messagesLost, messagesTooMany, membersUnlike];
  return [...messages, voiceSecondsTooMany, voiceSecondsTooFew, joinsAndPartsTooMany, headcountError, userIdsFound];
}

/** More would only get in each other's way on two processors. */
const mostBots = 4;

const fewestKillsOfABot = 2;

const builtProgram = join(projectRoot, 'dist/main.js');
