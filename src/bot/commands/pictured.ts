import type { APIEmbed } from '@discordjs/core';
import type { Picture, PictureStyle } from '../../render/pictures/picture.ts';
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
  { guildId, mayAttach, words }: Pick<CommandRequest, 'guildId' | 'mayAttach' | 'words'>,
  { guilds, pictures }: Pick<CommandServices, 'guilds' | 'pictures'>,
): Promise<AnswerMessage> {
  if (!mayAttach) {
    const lacking = words.say('answer.noPicture', { permission: words.say('permission.Attach Files') });
    return { content: [...lines, lacking].join('\n'), embeds: embed === null ? [] : [embed], buttons };
  }
  const theme = guilds.settings(guildId).pictures === 'light' ? 'light' : 'chat';
  const { name, svg, alt } = picture({ words, theme });
  const drawn: AnswerFile = { name, bytes: await pictures.png(svg), contentType: 'image/png', description: alt };
  return {
    content: lines.join('\n'),
    embeds: embed === null ? [] : [{ ...embed, image: { url: `attachment://${name}` } }],
    files: [drawn, ...files],
    buttons,
  };
}
