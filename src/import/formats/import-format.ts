import { basename } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { activityColumns } from './activity-csv.ts';
import { counterDialect, isCounterLine } from './counter-rows.ts';

/** What a file may be. Files of two formats are never counted together: they may hold the same days. */
export type ImportFormat =
  | 'activity CSV'
  | "KazTron's userstats"
  | "KazTron's dump"
  | "Census's own export"
  | 'DiscordChatExporter JSON';

/** In a file without header, one of so many lines must be as they all should be. */
const linesLookedAt = 20;

/**
 * The format of a file, by how its text begins; null of an empty one.
 *
 * @throws {UserError} where it is none of them.
 */
export function importFormat(path: string, beginning: string): ImportFormat | null {
  const text = beginning.trimStart();
  if (text === '') return null;
  if (text.startsWith('{')) return 'DiscordChatExporter JSON';
  const lines = text.split(/\r?\n/, linesLookedAt);
  const [first = ''] = lines;
  if (activityColumns(first) !== null) return 'activity CSV';
  const dialect = counterDialect(first);
  if (dialect !== null) return dialect === 'KazTron' ? "KazTron's dump" : "Census's own export";
  if (lines.some(isCounterLine)) return "KazTron's userstats";
  throw new UserError(
    `${basename(path)}: expected a CSV file with the columns ts,user,channel and commas between them, a file or dump of KazTron's userstats, an ` +
      'export of Census, or a JSON file of DiscordChatExporter',
  );
}
