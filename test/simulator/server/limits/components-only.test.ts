import { MessageFlags } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { general } from '../../../cast.ts';
import { alice, guildId } from '../stage.ts';
import { refusalOf } from './refusal.ts';
import {
  button,
  type Case,
  container,
  file,
  gallery,
  long,
  many,
  march,
  page,
  row,
  section,
  stageOfBodies,
  text,
} from './some-bodies.ts';

describe('a message of components only', () => {
  const flags = MessageFlags.IsComponentsV2;
  const v2 = (...components: readonly unknown[]) => ({ flags, components });
  const legacy = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';

  it.each<Case>([
    ['a text of its own', { ...v2(text()), content: 'x' }, `content ${legacy}`],
    ['an empty text of its own', { ...v2(text()), content: '' }, `content ${legacy}`],
    ['embeds', { ...v2(text()), embeds: [{ title: 'x' }] }, `embeds ${legacy}`],
    ['a poll', { ...v2(text()), poll: { question: { text: 'x' }, answers: [] } }, `poll ${legacy}`],
    ['stickers', { ...v2(text()), sticker_ids: ['1'] }, `sticker_ids ${legacy}`],
    ['41 components', v2(...many(41, () => text())), 'components BASE_TYPE_MAX_LENGTH'],
    [
      '41 components, some in others',
      v2(...many(8, (n) => row(...many(4, (m) => button(`${n}.${m}`)))), text()),
      'components BASE_TYPE_MAX_LENGTH',
    ],
    ['4001 characters', v2(text(long(4000)), container(text())), 'components COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED'],
    ['a text of 4001 characters', v2(text(long(4001))), 'components.0.content BASE_TYPE_MAX_LENGTH'],
    ['an empty text', v2(text('')), 'components.0.content BASE_TYPE_REQUIRED'],
    ['a button alone', v2(button('a')), 'components.0 UNION_TYPE_CHOICES'],
    ['a container in a container', v2(container(container(text()))), 'components.0.components.0 UNION_TYPE_CHOICES'],
    ['an empty container', v2(container()), 'components.0.components BASE_TYPE_BAD_LENGTH'],
    [
      'a container in more than every colour',
      v2({ ...container(text()), accent_color: -1 }),
      'components.0.accent_color NUMBER_TYPE_MIN',
    ],
    ['a section of four texts', v2(section(...many(4, () => text()))), 'components.0.components BASE_TYPE_BAD_LENGTH'],
    ['a section of a picture', v2(section(gallery(page))), 'components.0.components.0 UNION_TYPE_CHOICES'],
    [
      'a section with nothing beside it',
      v2({ type: 9, components: [text()] }),
      'components.0.accessory BASE_TYPE_REQUIRED',
    ],
    [
      'a section with a text beside it',
      v2({ type: 9, components: [text()], accessory: text() }),
      'components.0.accessory UNION_TYPE_CHOICES',
    ],
    ['a thumbnail alone', v2({ type: 11, media: { url: page } }), 'components.0 UNION_TYPE_CHOICES'],
    ['a gallery of nothing', v2(gallery()), 'components.0.items BASE_TYPE_BAD_LENGTH'],
    ['a gallery of eleven', v2(gallery(...many(11, () => page))), 'components.0.items BASE_TYPE_BAD_LENGTH'],
    [
      'a picture that is not there',
      v2(gallery('attachment://march.png')),
      'components.0.items.0.media UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
    ],
    [
      'an alternative text of 1025 characters',
      v2({ type: 12, items: [{ media: { url: page }, description: long(1025) }] }),
      'components.0.items.0.description BASE_TYPE_MAX_LENGTH',
    ],
    ['a file from elsewhere', v2({ type: 13, file: { url: page } }), 'components.0.file.url URL_TYPE_INVALID_SCHEME'],
    ['a wide space', v2(text(), { type: 14, spacing: 3 }), 'components.1.spacing NUMBER_TYPE_MAX'],
    [
      'a field for a text, which only modals have',
      v2(row({ type: 4, custom_id: 'a' })),
      'components.0.components.0 UNION_TYPE_CHOICES',
    ],
    [
      'a custom id twice, beside a text and in a row',
      v2(section(text()), row(button('s'))),
      'components.1.components.0.custom_id COMPONENT_CUSTOM_ID_DUPLICATED',
    ],
  ])('is refused with %s', async (_what, body, refusal) => {
    const { post } = await stageOfBodies();
    expect(await refusalOf(post(body))).toBe(`50035 ${refusal}`);
  });

  it('is refused without any, and so are its components without the flag', async () => {
    const { post } = await stageOfBodies();
    expect(await refusalOf(post({ flags, components: [] }))).toBe('50006');
    for (const component of [text(), container(text()), section(text()), gallery(page), { type: 14 }]) {
      expect(await refusalOf(post({ components: [component] }))).toBe('50035 components.0 UNION_TYPE_CHOICES');
    }
  });

  it('may have forty components with 4000 characters, and shows its files in them', async () => {
    const { post, server } = await stageOfBodies();
    const asked = server.people.typeMessage({ guildId, channelId: general, userId: alice, content: '.digest' });
    const posted = await post({
      ...v2(
        container(text(long(3970)), gallery('attachment://march.png', page), row(button('a'), button('b')), {
          type: 14,
        }),
        { type: 9, components: [text()], accessory: { type: 11, media: { url: page }, description: long(1024) } },
        { type: 13, file: { url: 'attachment://march.csv' } },
        ...many(29, () => text()),
      ),
      files: [march, file('march.csv'), file('unshown.csv')],
    });
    expect(posted.flags).toBe(flags);
    expect(JSON.stringify(posted.components?.[0])).toMatch(/"url":"https:[^"]*\/march\.png"/);
    expect(asked.messages()[0]?.files.map(({ name }) => name)).toEqual(['march.png', 'march.csv']);
  });

  it('stays one: an edit cannot add a text, and must repeat the flag for its components', async () => {
    const { post, edit } = await stageOfBodies();
    const { id } = await post(v2(text('before')));
    expect(await refusalOf(edit(id, { content: 'x' }))).toBe(`50035 content ${legacy}`);
    expect(await refusalOf(edit(id, { embeds: [{ title: 'x' }] }))).toBe(`50035 embeds ${legacy}`);
    expect(await refusalOf(edit(id, { components: [text()] }))).toBe('50035 components.0 UNION_TYPE_CHOICES');
    expect(await edit(id, { flags: 0, components: [row(button('a'))] })).toMatchObject({ flags });
    expect(await edit(id, v2(text('after')))).toMatchObject({ flags, components: [{ content: 'after' }] });
    expect(await refusalOf(edit(id, v2()))).toBe('50006');
  });

  it('can be made of another one, if that gives up its text and embeds', async () => {
    const { post, edit } = await stageOfBodies();
    const { id } = await post({ content: 'x', embeds: [{ title: 'x' }] });
    expect(await refusalOf(edit(id, v2(text())))).toBe(`50035 content ${legacy}`);
    expect(await refusalOf(edit(id, { ...v2(text()), content: null }))).toBe(`50035 embeds ${legacy}`);
    expect(await refusalOf(edit(id, { ...v2(text()), content: null, embeds: null }))).toBe('accepted');
  });
});
