import { UserError } from '../core/errors.ts';
import { calledGuild, listedGuilds } from './called-guilds.ts';
import type { ChatExportHead } from './formats/chat-export-rows.ts';
import { NoExport } from './formats/import-format.ts';
import { findInputFiles, type InputFile, refuseSameFiles } from './input-files.ts';
import { lookInto, type Source } from './source.ts';

/** Files that may be imported together. */
export interface ImportFiles {
  /** The files that are not empty, of one guild. */
  readonly sources: readonly Source[];
  /** The files of which nothing can be read. */
  readonly damaged: readonly InputFile[];
  readonly passedOver: readonly PassedOver[];
  /** The guild of the files; null if they do not name it. */
  readonly guild: ChatExportHead['guild'] | null;
  /** The size of all sources on disk. */
  readonly bytes: number;
}

/** A file that is not imported. */
export interface PassedOver {
  /** Names the file and says why. */
  readonly sentence: string;
  /** False for a file in a folder that has nothing to do with an import. */
  readonly isFault: boolean;
}

/**
 * Looks into all files, including those below folders, before any of them is read.
 *
 * @param wanted The id or name of the guild, if the files may be of several; null if none was given.
 * @throws {UserError} if no file has a known format, or the files cannot be counted together.
 */
export async function lookIntoFiles(paths: readonly string[], wanted: string | null = null): Promise<ImportFiles> {
  const found: Source[] = [];
  const damaged: InputFile[] = [];
  const unfit: { readonly error: UserError; readonly isFault: boolean }[] = [];
  for (const file of findInputFiles(paths)) {
    try {
      const source = await lookInto(file);
      if (source === 'damaged') damaged.push(file);
      else if (source !== 'empty') found.push(source);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unfit.push({ error, isFault: file.isGiven || !(error instanceof NoExport) });
    }
  }
  const [first] = unfit;
  if (found.length === 0 && first !== undefined) throw first.error;
  if (found.length === 0) throw new UserError('Expected files with something in them, but all are empty or damaged.');

  const guild = guildOf(found, wanted);
  const sources = found.filter(({ head }) => head === null || head.guild.id === guild?.id);
  refuseMixture(sources);
  // Messages of a chat export have ids, so each counts only once.
  if (guild === null) refuseSameFiles(sources.map(({ file }) => file));
  const elsewhere = found.filter((source) => !sources.includes(source));
  const passedOver = [
    ...unfit.map(({ error, isFault }) => ({ sentence: error.message, isFault })),
    ...elsewhere.map((source) => ({ sentence: ofAnother(source), isFault: false })),
  ];
  return { sources, damaged, passedOver, guild, bytes: sources.reduce((sum, { file }) => sum + file.bytes, 0) };
}

function guildOf(sources: readonly Source[], wanted: string | null): ChatExportHead['guild'] | null {
  const all = new Map(sources.flatMap(({ head }) => (head === null ? [] : [[head.guild.id, head.guild]])));
  const guilds = [...all.values()].filter(({ id }) => id !== directMessages);
  const [only, ...more] = guilds;
  if (only === undefined && all.size > 0)
    throw new UserError('Expected an export of a server, but got direct messages.');
  if (more.length === 0) return only ?? null;
  const chosen = wanted === null ? null : calledGuild(guilds, wanted);
  if (chosen !== null) return chosen;
  throw new UserError(`The files are of several servers. Choose one with --guild: ${listedGuilds(guilds)}`);
}

/** The exporter gives direct messages a guild with this id. */
const directMessages = '0';

function refuseMixture(sources: readonly Source[]): void {
  const formats = [...new Set(sources.map(({ format }) => format))];
  if (formats.length <= 1) return;
  throw new UserError(
    `Expected files of one format, but got ${formats.join(' and ')}: they may hold the same days. Import one format, then the other.`,
  );
}

function ofAnother({ file, head }: Source): string {
  const where = head?.guild.id === directMessages ? 'direct messages' : `messages of ${head?.guild.name}`;
  return `${file.name}: it has ${where}`;
}
