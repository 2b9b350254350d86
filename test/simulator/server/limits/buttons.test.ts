import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusal.ts';
import { button, type Case, link, long, many, row, stageOfBodies } from './some-bodies.ts';

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
