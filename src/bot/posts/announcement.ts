import type { API, APIMessage } from '@discordjs/core';
import { ComponentType } from '@discordjs/core';

/** What is sent for a message. */
export type MessageBody = Omit<Parameters<API['channels']['createMessage']>[1], 'nonce' | 'enforce_nonce'>;

/** An unprompted message of the bot, sent once. */
export interface Announcement {
  readonly body: MessageBody;
  /**
   * A part of the text, of an embed's title or of a text component. No other post has it, and it is the same whenever the
   * message is composed, so that the message can be found in the channel.
   */
  readonly mark: string;
}

/** Whether a message of the bot is this announcement. */
export function isAnnouncement(message: APIMessage, { mark }: Pick<Announcement, 'mark'>): boolean {
  return textsOf(message).some((text) => text.includes(mark));
}

function textsOf({ content, embeds, components }: APIMessage): readonly string[] {
  return [content, ...embeds.map(({ title }) => title ?? ''), ...(components ?? []).flatMap(textsIn)];
}

/** Only text and what holds it. Discord adds components of other types. */
function textsIn(component: object): readonly string[] {
  const { type, content, components } = component as {
    readonly type?: unknown;
    readonly content?: unknown;
    readonly components?: unknown;
  };
  if (type === ComponentType.TextDisplay) return typeof content === 'string' ? [content] : [];
  return type === ComponentType.Container && Array.isArray(components) ? components.flatMap(textsIn) : [];
}
