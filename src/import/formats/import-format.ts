import { basename } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { activityColumns } from './activity-csv.ts';
import { counterDialect, isCounterLine } from './counter-rows.ts';

/** The formats of files. Files of two formats are never counted together, because they may have the same days. */
export type ImportFormat =
  | 'activity CSV'
  | "KazTron's userstats"
  | "KazTron's dump"
  | "Census's own export"
  | 'DiscordChatExporter JSON';

/** A file without a header has its format if one of its first lines does. */
const linesLookedAt = 20;

/**
 * Recognizes the format of a file by the beginning of its text; null for an empty file.
 *
 * @throws {UserError} if it has none of the formats.
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
