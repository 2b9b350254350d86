import { describe, expect, it } from 'vitest';
import { answers } from '../../../src/cli/answers.ts';
import { english } from '../../../src/render/words.ts';
import { aTerminal } from '../a-terminal.ts';

async function printedBy(...args: readonly string[]): Promise<string> {
  const { io, printed } = aTerminal();
  expect(await answers.run(args, io)).toBe(0);
  return printed.join('\n');
}

describe('npm run answers', () => {
  it('prints every sentence, each with sample values', async () => {
    const text = await printedBy('--keys');
    for (const key of english.keys) expect(text).toContain(`  [${key}]\n`);
    expect(text).not.toMatch(/[{}]/);
    expect(text.match(/‹.*?›/g) ?? [], 'placeholders that need a sample value').toEqual([]);
  });

  it('prints a sentence that differs by number or case in all its forms, under its place', async () => {
    const text = await printedBy();
    const place = text.slice(text.indexOf('\n.status\n'));
    expect(place).toContain('Census is still counting what it missed: 1 channel is left.');
    expect(place).toContain('Census is still counting what it missed: 3 channels are left.');
    for (const said of ['Saved: the report channel is now #mods.', 'Unchanged: #mods is not the report channel.']) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('[answer.fault]');
  });
});
