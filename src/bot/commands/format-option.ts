import type { ExportFile } from '../../render/files/exporter.ts';
import { plainFile } from '../../render/files/plain-file.ts';
import { fileFormats, readFormat } from '../input/format-word.ts';
import type { AnswerFile, CommandRequest, SlashOption } from './command.ts';

/** The slash command option for the format of files. */
export const formatOption = {
  name: 'format',
  kind: 'text',
  description: 'command.option.format',
  choices: fileFormats.map((value) => ({ value })),
} as const satisfies SlashOption;

/** Files in the format that was asked for, and what must be said about it. */
export interface FormattedFiles {
  readonly files: readonly AnswerFile[];
  readonly notes: readonly string[];
}

/**
 * The files in the format that was asked for. If one is too long as plain CSV, or if there are several, they stay
 * compressed.
 *
 * @throws {Mistake} for an unknown format.
 */
export async function formatted(
  files: readonly ExportFile[],
  { options, limitBytes, words }: Pick<CommandRequest, 'options' | 'limitBytes' | 'words'>,
): Promise<FormattedFiles> {
  const format = options.get('format');
  if (format === undefined || readFormat(format) === 'csv.gz') return { files, notes: [] };
  const [only, ...others] = files;
  const plain = only === undefined || others.length > 0 ? null : await plainFile(only, limitBytes);
  return plain === null ? { files, notes: [words.say('format.compressed')] } : { files: [plain], notes: [] };
}
