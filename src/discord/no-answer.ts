import { DiscordAPIError, HTTPError } from 'discord.js';
import { UserError } from '../core/user-error.ts';
import { UnexpectedAnswer } from './rest-answer.ts';

/** Discord did not answer, or said nothing that an answer is. Later it may. */
export class NoAnswer extends UserError {}

/** What to tell the operator of an error that the REST client met at the start; the error itself if it is none of theirs. */
export function explained(error: unknown): unknown {
  const status = error instanceof DiscordAPIError || error instanceof HTTPError ? error.status : null;
  if (status === 401) {
    return new UserError('Discord refuses the token: copy it again from the developer portal into DISCORD_TOKEN');
  }
  if (status === 403) {
    return new UserError('Discord refuses this bot: see the developer portal whether the application is still there', {
      cause: error,
    });
  }
  if (error instanceof UserError || !isUnanswered(error, status)) return error;
  return new NoAnswer(
    'Discord does not answer. Check the network of this machine, and DISCORD_API_URL if it is set; then start again.',
    { cause: error },
  );
}

/** The network did not get there, or Discord took too long, wanted to be left alone, or had only faults of its own to tell. */
function isUnanswered(error: unknown, status: number | null): boolean {
  if (status !== null) return status === 429 || status >= 500;
  if (error instanceof UnexpectedAnswer || error instanceof SyntaxError) return true; // JSON that is none.
  if (error instanceof Error && ['AbortError', 'TimeoutError', 'RateLimitError'].includes(error.name)) return true;
  const { code } = Object(error) as { readonly code?: unknown };
  return /^(ECONN|ENOTFOUND$|EAI_|EHOST|ENET|EPIPE$|ETIMEDOUT$|UND_ERR_(CONNECT|HEADERS|BODY|SOCKET))/.test(
    String(code ?? ''),
  );
}
