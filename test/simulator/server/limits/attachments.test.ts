import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusal.ts';
import { type Case, file, long, many, march, stageOfBodies } from './some-bodies.ts';

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
