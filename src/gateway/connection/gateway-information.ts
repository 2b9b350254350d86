import type { APIGatewayBotInfo, REST } from 'discord.js';
import { Routes } from 'discord.js';
import { readAnswer, UnexpectedAnswer } from '../rest/rest-answer.ts';
import { isGatewayOfApi } from './gateway-address.ts';
import { isEnoughFor } from './session-budget.ts';

/**
 * Discord's current gateway information: the address, and how many sessions this bot may start. The answer is
 * validated.
 *
 * @throws {UnexpectedAnswer} if the answer is not as Discord documents it, or if its address would send the token
 * unencrypted.
 */
export async function gatewayInformation(rest: REST): Promise<APIGatewayBotInfo> {
  const information = await rest.get(Routes.gatewayBot());
  const { url } = readAnswer('gateway', information);
  if (isGatewayOfApi(url, rest.options.api)) return information as APIGatewayBotInfo;
  throw new UnexpectedAnswer('the address of its gateway is not encrypted');
}

/**
 * The number of shards to connect: the setting, or Discord's recommendation for `auto`. Another number than `present`
 * voids all present sessions, so a bot keeps `present` while Discord allows too few new ones.
 *
 * @param present The bot's current number of shards; null if it has none.
 * @throws {UnexpectedAnswer} as {@link gatewayInformation} does.
 */
export async function wantedShards(rest: REST, setting: number | 'auto', present: number | null): Promise<number> {
  const { shards: recommended, session_start_limit: limit } = await gatewayInformation(rest);
  const wanted = setting === 'auto' ? recommended : setting;
  const isAffordable = present === null || wanted === present || isEnoughFor(wanted, limit.remaining);
  return isAffordable ? wanted : present;
}
