import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyFolder } from '../../copy-folder.ts';
import { type ConnectedApp, tenMinutes } from '../stages/ten-minutes.ts';

/** What a crash at this instant would leave on disk. */
function theDisk({ dataDirectory }: ConnectedApp) {
  const copy = mkdtempSync(join(tmpdir(), 'census-crash-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  copyFolder(dataDirectory, copy);
  return {
    putBack() {
      rmSync(dataDirectory, { recursive: true, force: true });
      copyFolder(copy, dataDirectory);
    },
  };
}

/** A command is answered, and Census crashes before it has written anything. A minute later it is started again. */
async function crashAfter(census: ConnectedApp, command: () => void): Promise<void> {
  const disk = theDisk(census);
  command();
  await census.settle();
  await census.stop();
  disk.putBack();
  await census.until(11);
  await census.startUnseen();
  await census.settle();
}

describe('a command that was answered before a crash', () => {
  it('is not answered again when it is replayed a minute later', async () => {
    const census = await tenMinutes();
    const { server, guildId } = census;
    const { modChannelId: channelId, moderatorId: userId } = census.guild;
    let answers = () => 0;
    await crashAfter(census, () => {
      const { messages } = server.people.typeMessage({ guildId, channelId, userId, content: '.status' });
      answers = () => messages().length;
    });
    expect(answers()).toBe(1);
  });
});
