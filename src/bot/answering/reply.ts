import type { RawFile } from 'discord.js';
import type { NeededPermission } from '../../gateway/permissions.ts';
import type { Answer, AnswerKind, AnswerMessage } from '../commands/command.ts';

/** Sends messages to the asker. Every method rejects with the REST client's error if Discord refuses. */
export interface Reply {
  /** The permission that the bot lacks for this kind of answer; null if none is known to be missing. */
  lackingFor(kind: AnswerKind): NeededPermission | null;
  /** Refuses before any work has begun, visible only to the asker where Discord supports that. */
  refuse(text: string): Promise<void>;
  /** Shows that the answer is being worked on. */
  begin(): Promise<void>;
  /** Shows the progress where the answer will appear. */
  showProgress(text: string): Promise<void>;
  /** Sends the answer. */
  send(answer: Answer): Promise<void>;
}

/** Discord's default limit for a bot's file, in bytes. */
export const defaultLimitBytes = 10 * 1024 * 1024;

/** The settings common to all messages of Census: mentions notify nobody. */
export function messageBody({ content, embeds = [], files = [] }: AnswerMessage) {
  return {
    content,
    embeds: [...embeds],
    files: files.map(({ name, bytes }): RawFile => ({ name, data: bytes, contentType: 'application/gzip' })),
    allowed_mentions: { parse: [], replied_user: false },
  };
}
