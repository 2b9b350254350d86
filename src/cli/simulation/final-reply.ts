import type { PostedFile, PostedMessage } from '../../simulator/population/answers.ts';
import { type Button, buttonRowsOf } from '../../simulator/server/components/buttons.ts';
import { textsOf } from '../../simulator/server/components/texts.ts';

/** The final answer to a command or a pressed button: all its messages together. */
export interface FinalReply {
  readonly command: string;
  readonly content: string;
  readonly embeds: readonly unknown[];
  /** All files but pictures. */
  readonly files: readonly PostedFile[];
  /** Also those that embeds show. */
  readonly pictures: readonly PostedFile[];
  /** The buttons of each row, from top to bottom. */
  readonly buttons: readonly (readonly FinalButton[])[];
}

export interface FinalButton {
  readonly label: string;
  readonly isEnabled: boolean;
}

/** The messages as people see them. Of a message that has only components, the texts are its content. */
export function finalReply(command: string, messages: readonly SeenMessage[]): FinalReply {
  const files = messages.flatMap((message) => message.files);
  return {
    command,
    content: messages
      .flatMap(({ content, components }) => [content, ...textsOf(components)])
      .filter((text) => text !== '')
      .join('\n'),
    embeds: messages.flatMap(({ embeds }) => embeds),
    files: files.filter((file) => !isPicture(file)),
    pictures: files.filter(isPicture),
    buttons: messages.flatMap(({ components }) => buttonRowsOf(components).map((row) => row.map(finalButton))),
  };
}

export type SeenMessage = Pick<PostedMessage, 'content' | 'embeds' | 'components' | 'files'>;

/** What a button shows: its emoji and its text. */
export function labelOf({ label, emoji }: Button): string {
  return [emoji?.name, label].filter(Boolean).join(' ');
}

function finalButton(button: Button): FinalButton {
  return { label: labelOf(button), isEnabled: button.disabled !== true };
}

function isPicture({ contentType }: PostedFile): boolean {
  return contentType.startsWith('image/');
}
