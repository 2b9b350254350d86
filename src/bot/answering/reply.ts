import type { RawFile } from 'discord.js';
import type { NeededPermission } from '../../gateway/permissions.ts';
import type { Answer, AnswerKind, AnswerMessage } from '../commands/command.ts';

/** The way back to whoever asked. Every method rejects with the REST client's error when Discord refuses. */
export interface Reply {
  /** Which permission the bot lacks for an answer of that kind; null if none is known to be missing. */
  lackingFor(kind: AnswerKind): NeededPermission | null;
  /** Says no before any work has begun, to the person alone where Discord can do that. */
  refuse(text: string): Promise<void>;
  /** Shows that the answer is being worked on. */
  begin(): Promise<void>;
  /** Says how far the work is, in the place where the answer will stand. */
  showProgress(text: string): Promise<void>;
  /** Gives the answer. */
  send(answer: Answer): Promise<void>;
}

/** The largest file that Discord takes of a bot where it does not say otherwise. */
export const defaultLimitBytes = 10 * 1024 * 1024;

/** What all messages of Census have in common: they mention nobody. */
export function messageBody({ content, embeds = [], files = [] }: AnswerMessage) {
  return {
    content,
    embeds: [...embeds],
    files: files.map(({ name, bytes }): RawFile => ({ name, data: bytes, contentType: 'application/gzip' })),
    allowed_mentions: { parse: [], replied_user: false },
  };
}
