import { SystemClock } from '../../../src/app/system-clock.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { idOnShard } from '../../../src/simulator/server/gateway/sharding.ts';
import { userIdOf } from '../fixtures/filled-vault.ts';
import { channelIdOf, guildIdOf } from '../fixtures/small-guilds.ts';
import { answerQuestions } from './other-process.ts';

export type ShardedDiscordQuestion =
  /** Servers that are spread evenly over so many shards. */
  | { readonly kind: 'start'; readonly guilds: number; readonly shards: number }
  /** In every server a message is written. */
  | { readonly kind: 'write' };

export interface ShardedDiscordAnswer {
  readonly apiUrl: string;
}

const clock = new SystemClock();
let server: DiscordServer | null = null;
let guildIds: readonly string[] = [];
let written = 0;

answerQuestions<ShardedDiscordQuestion, ShardedDiscordAnswer>(async (question) => {
  if (question.kind === 'start') server = await start(question.guilds, question.shards);
  else {
    written += 1;
    for (const [guild, guildId] of guildIds.entries()) {
      const user = userIdOf(written % 50);
      server?.perform(guildId, { atMs: clock.now(), ev: 'msg', user, channel: channelIdOf(guild, 0) });
    }
  }
  return { apiUrl: server?.apiUrl ?? '' };
});

async function start(guilds: number, shards: number): Promise<DiscordServer> {
  const discord = new DiscordServer({ clock, settings: { shards, maxConcurrency: shards } });
  await discord.start();
  guildIds = Array.from({ length: guilds }, (_, guild) =>
    idOnShard(guildIdOf(guild), { shardId: guild % shards, shardCount: shards }),
  );
  for (const [guild, id] of guildIds.entries()) {
    const channels = [0, 1, 2].map((channel) => {
      return { id: channelIdOf(guild, channel), name: `channel-${channel}`, type: 'text' } as const;
    });
    discord.guilds.create({ id, name: `Server ${guild}`, channels, memberCount: 100 });
  }
  return discord;
}
