import type { Picture, PictureStyle } from '../../render/pictures/picture.ts';
import type { AnswerFile, CommandRequest, CommandServices } from '../commands/command.ts';

/** A picture as a file, in the colours of the guild. */
export async function drawn(
  picture: (style: PictureStyle) => Picture,
  { guildId, words }: Pick<CommandRequest, 'guildId' | 'words'>,
  {
    guilds,
    pictures,
  }: Pick<CommandServices, 'pictures'> & { readonly guilds: Pick<CommandServices['guilds'], 'settings'> },
): Promise<AnswerFile> {
  const theme = guilds.settings(guildId).pictures === 'light' ? 'light' : 'chat';
  const { name, svg, alt } = picture({ words, theme });
  return { name, bytes: await pictures.png(svg), contentType: 'image/png', description: alt };
}
