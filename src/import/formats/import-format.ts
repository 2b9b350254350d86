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

/** A file that has none of the formats, and does not look like a part of one. */
export class NoExport extends UserError {
  override readonly name = 'NoExport';
}

/** A file without a header has its format if one of its first lines does. */
const linesLookedAt = 20;

/**
 * Recognizes the format of a file by the beginning of its text; null for an empty file.
 *
 * @throws {NoExport} if it has none of the formats.
 * @throws {UserError} if it had one of them before a spreadsheet wrote it.
 */
export function importFormat(name: string, beginning: string): ImportFormat | null {
  const text = beginning.trimStart();
  if (text === '') return null;
  if (text.startsWith('{')) return 'DiscordChatExporter JSON';
  const lines = text.split(/\r?\n/, linesLookedAt);
  const [first = ''] = lines;
  if (activityColumns(first) !== null) return 'activity CSV';
  const dialect = counterDialect(first);
  if (dialect !== null) return dialect === 'KazTron' ? "KazTron's dump" : "Census's own export";
  if (lines.some(isCounterLine)) return "KazTron's userstats";
  if (counterDialect(first.replaceAll(';', ',')) !== null) {
    throw new UserError(`${name}: expected commas between the cells, but found semicolons: save it with commas again`);
  }
  throw new NoExport(
    `${name}: expected a CSV file with the columns ts,user,channel and commas between them, a file or dump of KazTron's userstats, an ` +
      'export of Census, or a JSON file of DiscordChatExporter',
  );
}
