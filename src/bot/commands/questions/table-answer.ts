import type { APIEmbed } from '@discordjs/core';
import type { Result } from '../../../query/query.ts';
import { tableName } from '../../../render/files/file-name.ts';
import { fittingLines } from '../../../render/fitting-lines.ts';
import { takeFormat } from '../../input/format-word.ts';
import type { AnswerMessage, CommandRequest, CommandServices, Options } from '../command.ts';
import { formatted } from '../format-option.ts';

/** An answer as an embed and as a table. */
export interface TableAnswer {
  /** What is said of the numbers around them goes with the file. */
  readonly embed: APIEmbed;
  readonly made: Result;
  /** What the file is of, such as `when`. */
  readonly name: string;
}

/** The answer to a question that was asked for its file. */
export async function tableAnswer(
  { embed: { title, description, footer }, made, name }: TableAnswer,
  request: CommandRequest,
  { exporter }: Pick<CommandServices, 'exporter'>,
): Promise<AnswerMessage> {
  const file = await exporter.tableFile(made, tableName(name, made.query));
  const { files, notes } = await formatted([file], request);
  const lines = [title, ...(description ?? '').split('\n'), footer?.text, ...notes];
  const said = lines.flatMap((line) => (line === undefined || line === '' ? [] : [line]));
  return { content: fittingLines(said, request.words), files };
}

/** The options of a typed text that may have `format:csv` anywhere in it. */
export function withFormat(text: string, parse: (rest: string) => Options): Options {
  const { format, rest } = takeFormat(text);
  return new Map([...parse(rest), ...(format === null ? [] : [['format', format] as const])]);
}

/** Whether the numbers were asked for as a file. */
export function isForFile(options: Options): boolean {
  return options.has('format');
}
