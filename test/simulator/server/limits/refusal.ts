import { DiscordAPIError } from 'discord.js';

/** Why Discord refuses a request: its code, and for an invalid form the field and what is wrong with it. */
export async function refusalOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof DiscordAPIError)) throw error;
    const { code, errors } = error.rawError as { code: number; errors?: Errors };
    return [code, ...(errors ? fieldOf(errors) : [])].join(' ');
  }
  return 'accepted';
}

interface Errors {
  readonly _errors?: readonly { readonly code: string }[];
}

function fieldOf(errors: Errors, path: readonly string[] = []): readonly string[] {
  if (errors._errors) return [path.join('.'), ...errors._errors.map(({ code }) => code)];
  return Object.entries(errors).flatMap(([key, inner]) => fieldOf(inner as Errors, [...path, key]));
}
