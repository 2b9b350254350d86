import { MessageFlags } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { general } from '../../cast.ts';
import { refusalOf } from './refusal.ts';
import { alice, guildId, stage } from './stage.ts';

const button = (customId: string, more: object = {}) => ({
  type: 2,
  style: 2,
  label: 'x',
  custom_id: customId,
  ...more,
});
const link = (more: object = {}) => ({ type: 2, style: 5, label: 'x', url: 'https://example.org', ...more });
const row = (...components: readonly unknown[]) => ({ type: 1, components });
const text = (content: unknown = 'x') => ({ type: 10, content });
const section = (...components: readonly unknown[]) => ({ type: 9, components, accessory: button('s') });
const container = (...components: readonly unknown[]) => ({ type: 17, components });
const gallery = (...urls: readonly string[]) => ({ type: 12, items: urls.map((url) => ({ media: { url } })) });
const many = <Made>(count: number, make: (index: number) => Made) => Array.from({ length: count }, (_, n) => make(n));
const long = (length: number) => 'x'.repeat(length);
const page = 'https://example.org/x.png';

const file = (name: string) => ({ name, data: Buffer.from(name) });
const march = file('march.png');

/** A bot, and how it posts a body that its library's types would not allow. */
async function stageOfBodies() {
  const made = await stage();
  const { channels } = made.bot().api;
  const post = (body: object) => channels.createMessage(general, body);
  const edit = (id: string, body: object) => channels.editMessage(general, id, body);
  return { ...made, channels, post, edit };
}

type Case = readonly [what: string, body: object, refusal: string];

const withButtons = (...rows: readonly unknown[]) => ({ content: 'x', components: rows });

describe('buttons', () => {
  it.each<Case>([
    ['six rows', withButtons(...many(6, (n) => row(button(`${n}`)))), 'components BASE_TYPE_MAX_LENGTH'],
    ['an empty row', withButtons(row()), 'components.0.components BASE_TYPE_BAD_LENGTH'],
    [
      'six in a row',
      withButtons(row(...many(6, (n) => button(`${n}`)))),
      'components.0.components BASE_TYPE_BAD_LENGTH',
    ],
    ['one outside of a row', withButtons(button('a')), 'components.0 UNION_TYPE_CHOICES'],
    ['a row in a row', withButtons(row(row(button('a')))), 'components.0.components.0 UNION_TYPE_CHOICES'],
    ['what is no component', withButtons('x'), 'components.0 MODEL_TYPE_CONVERT'],
    ['what is no list', { content: 'x', components: 'x' }, 'components LIST_TYPE_CONVERT'],
    [
      'no custom id',
      withButtons(row({ type: 2, style: 1, label: 'x' })),
      'components.0.components.0.custom_id BUTTON_COMPONENT_CUSTOM_ID_REQUIRED',
    ],
    [
      'an empty custom id',
      withButtons(row(button(''))),
      'components.0.components.0.custom_id BUTTON_COMPONENT_CUSTOM_ID_REQUIRED',
    ],
    [
      'a custom id of 101 characters',
      withButtons(row(button(long(101)))),
      'components.0.components.0.custom_id BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a custom id that is no text',
      withButtons(row(button('a', { custom_id: 5 }))),
      'components.0.components.0.custom_id STRING_TYPE_CONVERT',
    ],
    [
      'the same custom id twice, even if disabled',
      withButtons(row(button('a')), row(button('b'), button('a', { disabled: true }))),
      'components.1.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED',
    ],
    [
      'the same id twice',
      withButtons(row(button('a', { id: 7 }), button('b', { id: 7 }))),
      'components.0.components.1.id INVALID',
    ],
    ['a negative id', withButtons(row(button('a', { id: -1 }))), 'components.0.components.0.id NUMBER_TYPE_MIN'],
    [
      'a label of 81 characters',
      withButtons(row(button('a', { label: long(81) }))),
      'components.0.components.0.label BASE_TYPE_MAX_LENGTH',
    ],
    [
      'neither label nor emoji',
      withButtons(row(button('a', { label: undefined }))),
      'components.0.components.0.label BASE_TYPE_REQUIRED',
    ],
    [
      'an emoji without a name',
      withButtons(row(button('a', { emoji: {} }))),
      'components.0.components.0.emoji.name BASE_TYPE_REQUIRED',
    ],
    [
      'no style',
      withButtons(row(button('a', { style: undefined }))),
      'components.0.components.0.style BASE_TYPE_REQUIRED',
    ],
    [
      'an unknown style',
      withButtons(row(button('a', { style: 9 }))),
      'components.0.components.0.style NUMBER_TYPE_MAX',
    ],
    [
      'a custom id and a page',
      withButtons(row(link({ custom_id: 'a' }))),
      'components.0.components.0.custom_id BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
    ],
    [
      'a page that is missing',
      withButtons(row(link({ url: undefined }))),
      'components.0.components.0.url BASE_TYPE_REQUIRED',
    ],
    [
      'a page of 513 characters',
      withButtons(row(link({ url: `https://example.org/${long(493)}` }))),
      'components.0.components.0.url BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a page that is a file',
      withButtons(row(link({ url: 'attachment://march.png' }))),
      'components.0.components.0.url URL_TYPE_INVALID_SCHEME',
    ],
  ])('are refused with %s', async (_what, body, refusal) => {
    const { post } = await stageOfBodies();
    expect(await refusalOf(post(body))).toBe(`50035 ${refusal}`);
  });

  it('may fill five rows, with labels and custom ids up to their limits', async () => {
    const { post } = await stageOfBodies();
    const name = (n: number, length: number) => String(n).padStart(length, 'x');
    const rows = many(5, (y) => row(...many(5, (x) => button(name(y * 5 + x, 100), { label: name(x, 80) }))));
    expect((await post(withButtons(...rows))).components).toMatchObject(rows);
    const emoji = { name: '📎' };
    expect(await refusalOf(post(withButtons(row(button('a', { label: undefined, emoji }), link()))))).toBe('accepted');
  });

  it('have ids in the order of reading, around those that were chosen', async () => {
    const { post } = await stageOfBodies();
    const { components } = await post(
      withButtons(row(button('a', { id: 2 }), button('b', { id: 0 })), row(button('c'))),
    );
    expect(components).toMatchObject([
      { id: 1, components: [{ id: 2 }, { id: 3 }] },
      { id: 4, components: [{ id: 5 }] },
    ]);
  });

  it('alone are a message, and stay if an edit does not mention them', async () => {
    const { post, edit } = await stageOfBodies();
    const { id } = await post({ components: [row(button('a'))] });
    expect(await edit(id, { content: 'x' })).toMatchObject({ components: [{ components: [{ custom_id: 'a' }] }] });
    expect(await edit(id, { components: [] })).toMatchObject({ content: 'x', components: [] });
  });
});

describe('an embed', () => {
  const withEmbed = (embed: unknown) => ({ embeds: [embed] });
  const field = (more: object = {}) => ({ name: 'x', value: 'y', ...more });

  it.each<Case>([
    ['nothing to show', withEmbed({ color: 5 }), 'embeds.0.description BASE_TYPE_REQUIRED'],
    ['what is no embed', withEmbed('x'), 'embeds.0 MODEL_TYPE_CONVERT'],
    ['a title of 257 characters', withEmbed({ title: long(257) }), 'embeds.0.title BASE_TYPE_MAX_LENGTH'],
    ['a title that is no text', withEmbed({ title: 5 }), 'embeds.0.title STRING_TYPE_CONVERT'],
    [
      'a description of 4097 characters',
      withEmbed({ description: long(4097) }),
      'embeds.0.description BASE_TYPE_MAX_LENGTH',
    ],
    ['26 fields', withEmbed({ fields: many(26, () => field()) }), 'embeds.0.fields BASE_TYPE_MAX_LENGTH'],
    [
      'a field without a name',
      withEmbed({ fields: [field({ name: ' ' })] }),
      'embeds.0.fields.0.name BASE_TYPE_REQUIRED',
    ],
    [
      'a field without a value',
      withEmbed({ fields: [field(), field({ value: '' })] }),
      'embeds.0.fields.1.value BASE_TYPE_REQUIRED',
    ],
    [
      'a name of 257 characters',
      withEmbed({ fields: [field({ name: long(257) })] }),
      'embeds.0.fields.0.name BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a value of 1025 characters',
      withEmbed({ fields: [field({ value: long(1025) })] }),
      'embeds.0.fields.0.value BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a footer of 2049 characters',
      withEmbed({ footer: { text: long(2049) } }),
      'embeds.0.footer.text BASE_TYPE_MAX_LENGTH',
    ],
    ['a footer without a text', withEmbed({ title: 'x', footer: {} }), 'embeds.0.footer.text BASE_TYPE_REQUIRED'],
    [
      'an author of 257 characters',
      withEmbed({ author: { name: long(257) } }),
      'embeds.0.author.name BASE_TYPE_MAX_LENGTH',
    ],
    ['more than every colour', withEmbed({ title: 'x', color: 0x1_00_00_00 }), 'embeds.0.color NUMBER_TYPE_MAX'],
    ['a time that is none', withEmbed({ title: 'x', timestamp: 'noon' }), 'embeds.0.timestamp DATE_TIME_TYPE_PARSE'],
    ['a page that is none', withEmbed({ title: 'x', url: '' }), 'embeds.0.url URL_TYPE_INVALID_SCHEME'],
    [
      'a page by another protocol',
      withEmbed({ title: 'x', url: 'ftp://example.org' }),
      'embeds.0.url URL_TYPE_INVALID_SCHEME',
    ],
    [
      'a picture by another protocol',
      withEmbed({ image: { url: 'file:///x.png' } }),
      'embeds.0.image.url URL_TYPE_INVALID_SCHEME',
    ],
    ['a picture without an address', withEmbed({ image: {} }), 'embeds.0.image.url BASE_TYPE_REQUIRED'],
    [
      'a picture that is not there',
      { ...withEmbed({ image: { url: 'attachment://april.png' } }), files: [march] },
      'embeds.0.image.url UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
    ],
    [
      'a picture whose name Discord changes',
      { ...withEmbed({ image: { url: 'attachment://my march.png' } }), files: [file('my march.png')] },
      'embeds.0.image.url UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
    ],
    [
      'a file that is no picture',
      { ...withEmbed({ thumbnail: { url: 'attachment://march.csv' } }), files: [file('march.csv')] },
      'embeds.0.thumbnail.url INVALID',
    ],
    ['eleven of them', { embeds: many(11, () => ({ title: 'x' })) }, 'embeds BASE_TYPE_MAX_LENGTH'],
    [
      '6001 characters in all of them',
      {
        embeds: [{ description: long(4000) }, { fields: [field({ value: long(1000) })], footer: { text: long(1000) } }],
      },
      'embeds MAX_EMBED_SIZE_EXCEEDED',
    ],
  ])('is refused with %s', async (_what, body, refusal) => {
    const { post } = await stageOfBodies();
    expect(await refusalOf(post(body))).toBe(`50035 ${refusal}`);
  });

  it('may go up to its limits, without the white space around a text', async () => {
    const { post } = await stageOfBodies();
    const largest = {
      title: ` ${long(256)}\n`,
      author: { name: long(256) },
      footer: { text: long(2048) },
      fields: many(3, () => ({ name: long(1), value: long(1024) })),
      color: 0xff_ff_ff,
      timestamp: '2018-03-05T10:00:00Z',
      url: 'https://example.org',
    };
    const rest = 6000 - (256 + 256 + 2048 + 3 * 1025);
    const { embeds } = await post({ embeds: [{ ...largest, description: long(rest) }] });
    expect(embeds).toMatchObject([{ type: 'rich', title: long(256) }]);
    expect(await refusalOf(post({ embeds: [{ ...largest, description: long(rest + 1) }] }))).toMatch('MAX_EMBED_SIZE');
    expect(await refusalOf(post({ embeds: many(10, () => ({ fields: many(25, () => field()) })) }))).toBe('accepted');
  });

  it('shows a file of the message in place of the message', async () => {
    const { post, server } = await stageOfBodies();
    const asked = server.people.typeMessage({ guildId, channelId: general, userId: alice, content: '.report' });
    const posted = await post({
      embeds: [{ image: { url: 'attachment://march.png' } }],
      files: [march, file('march.csv.gz')],
      attachments: [{ id: 0, description: 'March: 266 people' }, { id: 1 }],
    });
    expect(posted.embeds[0]?.image?.url).toMatch(/^https:.*\/march\.png$/);
    expect(posted.attachments.map(({ filename }) => filename)).toEqual(['march.csv.gz']);
    expect(asked.messages()[0]?.files).toMatchObject([
      { name: 'march.png', alt: 'March: 266 people' },
      { name: 'march.csv.gz', alt: '' },
    ]);
  });
});

describe('attachments', () => {
  it.each<Case>([
    [
      'an alternative text of 1025 characters',
      { files: [march], attachments: [{ id: 0, description: long(1025) }] },
      '50035 attachments.0.description BASE_TYPE_MAX_LENGTH',
    ],
    [
      'one that was not uploaded',
      { files: [march], attachments: [{ id: 0 }, { id: 1 }] },
      '50035 attachments.1 ATTACHMENT_NOT_FOUND',
    ],
    ['eleven of them', { files: many(11, (n) => file(`${n}.png`)) }, '30015'],
    ['none and nothing else', { files: [march], attachments: [] }, '50006'],
  ])('are refused with %s', async (_what, body, refusal) => {
    const { post } = await stageOfBodies();
    expect(await refusalOf(post(body))).toBe(refusal);
  });

  it('may be ten, with alternative texts of 1024 characters', async () => {
    const { post } = await stageOfBodies();
    const files = many(10, (n) => file(`${n}.png`));
    const { attachments } = await post({ files, attachments: many(10, (id) => ({ id, description: long(1024) })) });
    expect(attachments.map(({ description }) => description?.length)).toEqual(many(10, () => 1024));
  });

  it('stay with an edit that does not list them, and new ones are added', async () => {
    const { post, edit } = await stageOfBodies();
    const { id } = await post({ files: [march] });
    expect(await edit(id, { content: 'x', files: [file('april.png')] })).toMatchObject({
      attachments: [{ filename: 'march.png' }, { filename: 'april.png' }],
    });
  });

  it('go with an edit that lists others, and a new file that is not listed is left out', async () => {
    const { post, edit } = await stageOfBodies();
    const { id, attachments } = await post({ files: [march, file('may.png')] });
    const kept = { id: attachments[1]?.id, description: 'May' };
    const files = [file('april.png'), file('june.png')];
    expect((await edit(id, { files, attachments: [{ id: '1' }, kept] })).attachments).toMatchObject([
      { filename: 'june.png' },
      { filename: 'may.png', description: 'May' },
    ]);
    expect(await refusalOf(edit(id, { attachments: [{ id: attachments[0]?.id }] }))).toMatch('ATTACHMENT_NOT_FOUND');
    expect(await refusalOf(edit(id, { files: many(9, (n) => file(`${n}`)) }))).toBe('30015');
    expect(await refusalOf(edit(id, { attachments: [] }))).toBe('50006');
  });

  it('that an embed no longer shows are among the attachments again', async () => {
    const { post, edit } = await stageOfBodies();
    const { id } = await post({ embeds: [{ image: { url: 'attachment://march.png' } }], files: [march] });
    const { attachments } = await edit(id, { embeds: [{ title: 'March' }] });
    expect(attachments).toMatchObject([{ filename: 'march.png' }]);
    const shown = await edit(id, { embeds: [{ image: { url: 'attachment://march.png' } }] });
    expect(shown.attachments).toEqual([]);
  });
});

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
