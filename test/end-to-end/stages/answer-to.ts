import { vi } from 'vitest';
import type { UsedCommand } from '../../../src/simulator/population/people.ts';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';

/**
 * Gives a slash command and waits for the answer: its text, and the content of its embeds as JSON. Census answers in
 * order, so everything before in that guild is counted when this resolves.
 */
export async function answerTo(server: DiscordServer, used: UsedCommand): Promise<string> {
  const answers = server.people.useCommand(used);
  let answer = '';
  await vi.waitFor(
    () => {
      const [first] = answers.messages();
      answer = first === undefined ? '' : first.content + first.embeds.map((embed) => JSON.stringify(embed)).join('');
      if (answer === '') throw new Error(`/${used.name} is not answered`);
    },
    { timeout: 10_000 },
  );
  return answer;
}
