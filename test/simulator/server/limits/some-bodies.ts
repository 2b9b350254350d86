import { general } from '../../../cast.ts';
import { stage } from '../stage.ts';

export const button = (customId: string, more: object = {}) => ({
  type: 2,
  style: 2,
  label: 'x',
  custom_id: customId,
  ...more,
});
export const link = (more: object = {}) => ({ type: 2, style: 5, label: 'x', url: 'https://example.org', ...more });
export const row = (...components: readonly unknown[]) => ({ type: 1, components });
export const text = (content: unknown = 'x') => ({ type: 10, content });
export const section = (...components: readonly unknown[]) => ({ type: 9, components, accessory: button('s') });
export const container = (...components: readonly unknown[]) => ({ type: 17, components });
export const gallery = (...urls: readonly string[]) => ({ type: 12, items: urls.map((url) => ({ media: { url } })) });
export const many = <Made>(count: number, make: (index: number) => Made) =>
  Array.from({ length: count }, (_, n) => make(n));
export const long = (length: number) => 'x'.repeat(length);
export const page = 'https://example.org/x.png';

export const file = (name: string) => ({ name, data: Buffer.from(name) });
export const march = file('march.png');

/** A bot, and how it posts a body that its library's types would not allow. */
export async function stageOfBodies() {
  const made = await stage();
  const { channels } = made.bot().api;
  const post = (body: object) => channels.createMessage(general, body);
  const edit = (id: string, body: object) => channels.editMessage(general, id, body);
  return { ...made, channels, post, edit };
}

/** A body, and why it is refused: the code, the field, and what is wrong with it. */
export type Case = readonly [what: string, body: object, refusal: string];
