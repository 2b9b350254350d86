import type { RawFile } from 'discord.js';
import type { NeededPermission } from '../../gateway/permissions.ts';
import { buttonRows } from '../buttons/button-rows.ts';
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
  /** Says why there is no answer, after {@link begin}. */
  explain(text: string): Promise<void>;
}

/** Discord's default limit for a bot's file, in bytes. */
export const defaultLimitBytes = 10 * 1024 * 1024;

/**
 * A message as Discord's API takes it. Mentions notify nobody. As an edit, it replaces all of a message: files and buttons
 * that it does not have are removed.
 */
export function messageBody({ content, embeds = [], files = [], buttons = [] }: AnswerMessage) {
  return {
    content,
    embeds: [...embeds],
    components: buttonRows(buttons),
    files: files.map(({ name, bytes, contentType }): RawFile => ({ name, data: bytes, contentType })),
    attachments: files.map(({ name, description }, index) => ({
      id: String(index),
      filename: name,
      ...(description === undefined ? {} : { description }),
    })),
    allowed_mentions: { parse: [], replied_user: false },
  };
}
