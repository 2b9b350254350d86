import { BenchClock } from '../measuring/bench-clock.ts';
import { FastDiscord } from './fast-discord.ts';
import { answerQuestions } from './other-process.ts';

/** A Discord where nothing happens, to begin with. */
export interface IdleDiscordQuestion {
  readonly nowMs: number;
  readonly channels: number;
}

export interface IdleDiscordAnswer {
  readonly apiUrl: string;
}

answerQuestions<IdleDiscordQuestion, IdleDiscordAnswer>(async ({ nowMs, channels }) => ({
  apiUrl: await new FastDiscord(new BenchClock(nowMs), channels).start(),
}));
