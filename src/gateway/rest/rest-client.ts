import { REST, type RESTOptions } from 'discord.js';
import { Agent } from 'undici';

/**
 * A client of Discord's REST API with connections of its own. Without an agent, requests go through the one that Node's
 * built-in `fetch` has set up. With undici 7 in it, an answer that comes before a file is sent ends the process: the rest of
 * the body is written into a closed stream, and nothing can catch that (nodejs/undici, pull request 4791).
 */
export function restClient(options: Partial<RESTOptions>): REST {
  return new REST({ agent: new Agent(), ...options });
}
