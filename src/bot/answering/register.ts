import type { API, RESTPostAPIChatInputApplicationCommandsJSONBody } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import { readAnswer } from '../../gateway/rest/rest-answer.ts';
import { commands } from '../commands/commands.ts';
import { slashDefinition } from '../commands/slash-definition.ts';

/**
 * Brings Discord's list of slash commands up to date. Writes only if it differs, because Discord limits daily changes.
 * Returns whether it wrote.
 */
export async function registerCommands(
  api: {
    readonly applicationCommands: Pick<API['applicationCommands'], 'getGlobalCommands' | 'bulkOverwriteGlobalCommands'>;
  },
  applicationId: Snowflake,
): Promise<boolean> {
  const wanted = slashDefinitions();
  const answer = await api.applicationCommands.getGlobalCommands(applicationId, { with_localizations: true });
  const present = readAnswer('commands', answer);
  if (canonical(present) === canonical(wanted)) return false;
  await api.applicationCommands.bulkOverwriteGlobalCommands(applicationId, [...wanted]);
  return true;
}

/** The slash commands in the form that Discord's API takes. */
export function slashDefinitions(): readonly RESTPostAPIChatInputApplicationCommandsJSONBody[] {
  return commands.flatMap(({ slash, ...command }) => (slash === null ? [] : [slashDefinition({ ...command, slash })]));
}

/** The fields that a definition may have. Discord adds ids, versions and defaults. */
const definedFields = [
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'type',
  'options',
  'choices',
  'value',
  'required',
  'autocomplete',
  'channel_types',
  'min_length',
  'max_length',
  'default_member_permissions',
  'contexts',
  'integration_types',
] as const;

/** A text that is equal for equivalent definitions: a missing field means its default. */
function canonical(definitions: readonly { readonly name: string }[]): string {
  const sorted = definitions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify(sorted.map((definition) => meaning({ type: 1, ...definition })));
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== 'object' || value === null) return value;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const given = definedFields.flatMap((name) => {
    const field = fields[name];
    const isDefault = field === undefined || field === null || field === false;
    if (isDefault || (Array.isArray(field) && field.length === 0)) return [];
    return [[name, name.endsWith('_localizations') ? Object.entries(field).sort() : meaning(field)] as const];
  });
  return Object.fromEntries(given);
}
