import { GatewayCloseCodes } from '@discordjs/core';
import { UserError } from '../../core/errors.ts';

/** Whether Discord closed the connection because the bot's guilds need more shards. */
export function isMoreShardsRequired(closeCode: number | null): boolean {
  return closeCode === GatewayCloseCodes.ShardingRequired;
}

/**
 * The error to show the operator when Discord closed the gateway for good (Discord API reference, "Gateway Close Event
 * Codes"). Returns `error` itself for any other code.
 */
export function gatewayRefusal(closeCode: number | null, error: Error): Error {
  const sentence = sentences[closeCode ?? 0];
  return sentence === undefined ? error : new UserError(sentence, { cause: error });
}

const sentences: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord no longer accepts the token. Copy the current one from the developer portal into DISCORD_TOKEN.',
  [GatewayCloseCodes.InvalidShard]: 'Discord did not accept the number of a shard. Restart Census.',
  [GatewayCloseCodes.ShardingRequired]: 'Discord requires this bot to run in more shards.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer supports the gateway version that this Census uses. Update Census.',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know an intent that this Census asks for. Update Census.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord has switched off an intent of this bot. Check "Privileged Gateway Intents" in the developer portal, then restart Census.',
};
