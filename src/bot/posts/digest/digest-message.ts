import { type APIComponentInContainer, ComponentType, MessageFlags } from '@discordjs/core';
import type { DigestTexts } from '../../../render/digests/digest-texts.ts';
import { censusPink } from '../../../render/embed.ts';
import { messageBody } from '../../answering/reply.ts';
import type { ButtonRow } from '../../buttons/button.ts';
import { buttonRows } from '../../buttons/button-rows.ts';
import type { AnswerFile } from '../../commands/command.ts';
import type { Announcement } from '../announcement.ts';

/** A digest as one message of components, at most twelve. The picture is left out if it is null. */
export function digestMessage(
  { mark, heading, numbers, remarks, definition }: DigestTexts,
  picture: AnswerFile | null,
  buttons: ButtonRow,
): Announcement {
  const text = (content: string): readonly APIComponentInContainer[] =>
    content === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
  const components = [
    ...text(heading),
    ...text(numbers),
    ...(picture === null ? [] : [galleryOf(picture)]),
    ...text(remarks),
    ...buttonRows([buttons]),
    ...text(definition),
  ];
  const {
    content: _none,
    embeds: _neither,
    ...rest
  } = messageBody({
    content: '',
    files: picture === null ? [] : [picture],
  });
  return {
    mark,
    body: {
      ...rest,
      flags: MessageFlags.IsComponentsV2,
      components: [{ type: ComponentType.Container, accent_color: censusPink, components }],
    },
  };
}

function galleryOf({ name, description }: AnswerFile): APIComponentInContainer {
  const item = { media: { url: `attachment://${name}` }, ...(description === undefined ? {} : { description }) };
  return { type: ComponentType.MediaGallery, items: [item] };
}
