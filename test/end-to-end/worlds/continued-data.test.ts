import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../../src/main.ts';
import { aTerminal } from '../../cli/a-terminal.ts';
import { projectRoot } from '../../project-root.ts';
import { simulateWorld } from '../stages/simulate-world.ts';

const world = join(projectRoot, 'test/end-to-end/cases/01-multiday-multichannel');
const report = '.report full all 2018-03-05 to 2018-03-10';

describe('simulate --data', { timeout: 30_000 }, () => {
  it('counts a world in two runs as in one', async () => {
    const data = mkdtempSync(join(tmpdir(), 'census-data-'));
    const [whole] = await simulateWorld(world, [report]);
    await simulateWorld(world, [], ['--to', '2018-03-07', '--data', data]);
    const [continued] = await simulateWorld(world, [report], ['--from', '2018-03-07', '--data', data]);
    expect(numbersIn(continued?.embeds)).toEqual(numbersIn(whole?.embeds));
  });

  it('counts nothing twice if the same world is given again', async () => {
    const data = mkdtempSync(join(tmpdir(), 'census-data-'));
    const [first] = await simulateWorld(world, [report], ['--data', data]);
    const [again] = await simulateWorld(world, [report], ['--data', data]);
    expect(numbersIn(again?.embeds)).toEqual(numbersIn(first?.embeds));
  });

  it('refuses to start at a time that is already counted', async () => {
    const data = mkdtempSync(join(tmpdir(), 'census-data-'));
    await simulateWorld(world, [], ['--data', data]);
    const code = await main(
      ['simulate', world, '--from', '2018-03-06', '--data', data, '--out', `${data}-out`],
      aTerminal().io,
    );
    expect(code).toBe(1);
  });

  it('shows the time between two runs as a gap', async () => {
    const data = mkdtempSync(join(tmpdir(), 'census-data-'));
    await simulateWorld(world, [], ['--to', '2018-03-06', '--data', data]);
    const [reply] = await simulateWorld(world, [report], ['--from', '2018-03-07', '--data', data]);
    expect(reply?.embeds[0]?.footer?.text).toContain('gap 6 Mar 00:01 – 7 Mar 00:00');
  });
});

/** Each run gives the picture another address. */
function numbersIn(embeds: readonly object[] = []): readonly object[] {
  return embeds.map((embed) => ({ ...embed, image: undefined }));
}
