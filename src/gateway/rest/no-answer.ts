import { DiscordAPIError, HTTPError } from 'discord.js';
import { UserError } from '../../core/errors.ts';
import { UnexpectedAnswer } from './rest-answer.ts';

/** Discord did not answer, or not as documented. A later attempt may succeed. */
export class NoAnswer extends UserError {}

/**
 * The error to show the operator when the REST client fails at the start. Returns `error` itself if they cannot fix it.
 */
export function explained(error: unknown): unknown {
  const status = error instanceof DiscordAPIError || error instanceof HTTPError ? error.status : null;
  if (status === 401) {
    return new UserError('Discord refuses the token: copy it again from the developer portal into DISCORD_TOKEN');
  }
  if (status === 403) {
    return new UserError('Discord refuses this bot: check in the developer portal that the application still exists', {
      cause: error,
    });
  }
  if (error instanceof UserError || !isUnanswered(error, status)) return error;
  return new NoAnswer(
    'Discord does not answer. Check the network of this machine, and DISCORD_API_URL if it is set; then start again.',
    { cause: error },
  );
}

/** The network failed, or Discord was slow, rate limited the request, or had an internal error. */
function isUnanswered(error: unknown, status: number | null): boolean {
  if (status !== null) return status === 429 || status >= 500;
  if (error instanceof UnexpectedAnswer || error instanceof SyntaxError) return true; // Invalid JSON.
  if (error instanceof Error && ['AbortError', 'TimeoutError', 'RateLimitError'].includes(error.name)) return true;
  const { code } = Object(error) as { readonly code?: unknown };
  return /^(ECONN|ENOTFOUND$|EAI_|EHOST|ENET|EPIPE$|ETIMEDOUT$|UND_ERR_(CONNECT|HEADERS|BODY|SOCKET))/.test(
    String(code ?? ''),
  );
}
