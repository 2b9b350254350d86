import type { APIEmbed } from '@discordjs/core';
import type { Picture, PictureStyle } from '../../render/pictures/picture.ts';
import { drawn } from '../answering/drawn.ts';
import type { ButtonRow } from '../buttons/button.ts';
import type { AnswerFile, AnswerMessage, CommandRequest, CommandServices } from './command.ts';

/** An answer with a picture. */
export interface PicturedAnswer {
  /** Lines before the embed. */
  readonly lines: readonly string[];
  /** The embed that shows the picture; null if the picture stands by itself. */
  readonly embed: APIEmbed | null;
  readonly picture: (style: PictureStyle) => Picture;
  readonly files?: readonly AnswerFile[];
  readonly buttons: readonly ButtonRow[];
}

/**
 * The answer with its picture drawn, in the colours of the guild. Where no files may be sent, it has no picture, and a line
 * says why.
 */
export async function pictured(
  { lines, embed, picture, files = [], buttons }: PicturedAnswer,
  request: Pick<CommandRequest, 'guildId' | 'mayAttach' | 'words'>,
  services: Pick<CommandServices, 'guilds' | 'pictures'>,
): Promise<AnswerMessage> {
  const { mayAttach, words } = request;
  if (!mayAttach) {
    const lacking = words.say('answer.noPicture', { permission: words.say('permission.Attach Files') });
    return { content: [...lines, lacking].join('\n'), embeds: embed === null ? [] : [embed], buttons };
  }
  const file = await drawn(picture, request, services);
  return {
    content: lines.join('\n'),
    embeds: embed === null ? [] : [{ ...embed, image: { url: `attachment://${file.name}` } }],
    files: [...files, file],
    buttons,
  };
}
