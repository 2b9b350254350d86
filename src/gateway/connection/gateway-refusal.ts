import { GatewayCloseCodes } from '@discordjs/core';
import { UserError } from '../../core/errors.ts';

/** Whether the gateway was closed because Discord wants the guilds of this bot in more shards. */
export function isMoreShardsRequired(closeCode: number | null): boolean {
  return closeCode === GatewayCloseCodes.ShardingRequired;
}

/**
 * What to tell the operator when the gateway was closed for good (Discord API reference, "Gateway Close Event Codes");
 * the error itself where the code says nothing of that.
 */
export function gatewayRefusal(closeCode: number | null, error: Error): Error {
  const sentence = sentences[closeCode ?? 0];
  return sentence === undefined ? error : new UserError(sentence, { cause: error });
}

const sentences: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord no longer accepts the token. Copy the current one from the developer portal into DISCORD_TOKEN.',
  [GatewayCloseCodes.InvalidShard]: 'Discord did not take the number of a shard: start Census again.',
  [GatewayCloseCodes.ShardingRequired]: 'Discord wants the servers of this bot in more shards.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer speaks the version of its gateway that this Census does: update Census.',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know an intent that this Census asks for: update Census.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord has switched off an intent of this bot: see the developer portal, "Privileged Gateway Intents", and start Census again.',
};
