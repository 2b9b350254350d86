import { UserError } from '../core/errors.ts';
import type { ChatExportHead } from './formats/chat-export-rows.ts';
import { findInputFiles, type InputFile, refuseSameFiles } from './input-files.ts';
import { lookInto, type Source } from './source.ts';

/** Files that may be imported together. */
export interface ImportFiles {
  /** The files that are not empty. */
  readonly sources: readonly Source[];
  /** The files of which nothing can be read. */
  readonly damaged: readonly InputFile[];
  /** The guild of the files; null if they do not name it. */
  readonly guild: ChatExportHead['guild'] | null;
  /** The size of all files on disk. */
  readonly bytes: number;
}

/**
 * Looks into all files, including those in folders, before any of them is read.
 *
 * @throws {UserError} if a file has no known format, or the files cannot be counted together.
 */
export async function lookIntoFiles(paths: readonly string[]): Promise<ImportFiles> {
  const files = findInputFiles(paths);
  const sources: Source[] = [];
  const damaged: InputFile[] = [];
  for (const file of files) {
    const source = await lookInto(file);
    if (source === 'damaged') damaged.push(file);
    else if (source !== 'empty') sources.push(source);
  }
  const formats = [...new Set(sources.map(({ format }) => format))];
  if (formats.length === 0) throw new UserError('Expected files with something in them, but all are empty or damaged.');
  if (formats.length > 1) {
    throw new UserError(
      `Expected files of one format, but got ${formats.join(' and ')}: they may hold the same days. Import one format, then the other.`,
    );
  }
  const guild = guildOf(sources);
  // Messages of a chat export have ids, so each counts only once.
  if (guild === null) refuseSameFiles(sources.map(({ file }) => file));
  return { sources, damaged, guild, bytes: sources.reduce((sum, { file }) => sum + file.bytes, 0) };
}

function guildOf(sources: readonly Source[]): ChatExportHead['guild'] | null {
  const guilds = new Map(sources.flatMap(({ head }) => (head === null ? [] : [[head.guild.id, head.guild]])));
  const [only, ...more] = guilds.values();
  if (only?.id === '0') throw new UserError('Expected an export of a server, but got direct messages.');
  if (more.length > 0) {
    const named = [...guilds.values()].map(({ id, name }) => `${id} ${name}`).join(', ');
    throw new UserError(`Expected files of one server, but got those of ${named}.`);
  }
  return only ?? null;
}
