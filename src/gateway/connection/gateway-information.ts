import type { APIGatewayBotInfo, REST } from 'discord.js';
import { Routes } from 'discord.js';
import { readAnswer, UnexpectedAnswer } from '../rest/rest-answer.ts';
import { isGatewayOfApi } from './gateway-address.ts';
import { isEnoughFor } from './session-budget.ts';

/**
 * What Discord says at this moment of its gateway: the address, and how many sessions this bot may begin. It is looked at
 * before it is believed.
 *
 * @throws {UnexpectedAnswer} where it is not as Discord documents it, or the token would go over the network in the open.
 */
export async function gatewayInformation(rest: REST): Promise<APIGatewayBotInfo> {
  const information = await rest.get(Routes.gatewayBot());
  const { url } = readAnswer('gateway', information);
  if (isGatewayOfApi(url, rest.options.api)) return information as APIGatewayBotInfo;
  throw new UnexpectedAnswer('the address of its gateway is not encrypted');
}

/**
 * Over how many shards a bot is to connect: as many as are set, or as Discord recommends. A bot over `present` shards keeps
 * them while Discord lets it begin too few sessions for another number, which voids those that it has; null for a bot that has
 * none. Throws as {@link gatewayInformation}.
 */
export async function wantedShards(rest: REST, setting: number | 'auto', present: number | null): Promise<number> {
  const { shards: recommended, session_start_limit: limit } = await gatewayInformation(rest);
  const wanted = setting === 'auto' ? recommended : setting;
  const isAffordable = present === null || wanted === present || isEnoughFor(wanted, limit.remaining);
  return isAffordable ? wanted : present;
}
