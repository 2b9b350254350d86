import { describe, expect, it } from 'vitest';
import { general } from '../../../cast.ts';
import { alice, guildId } from '../stage.ts';
import { refusalOf } from './refusal.ts';
import { type Case, file, long, many, march, stageOfBodies } from './some-bodies.ts';

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
