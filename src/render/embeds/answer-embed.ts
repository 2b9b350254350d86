import { type APIEmbed, EmbedBuilder } from 'discord.js';
import type { Result } from '../../query/query.ts';
import { censusPink } from '../embed.ts';
import { resultNotes } from '../report-notes.ts';
import type { Words } from '../words.ts';

/** An answer in words. What is too long for Discord is cut between lines. */
export interface AnswerParts {
  readonly title: string;
  readonly description: readonly string[];
  /** A field without lines is left out. */
  readonly fields: readonly AnswerField[];
  /** For the footer. */
  readonly notes: readonly string[];
}

export interface AnswerField {
  readonly name: string;
  readonly lines: readonly string[];
  /** Short fields stand side by side where there is room. */
  readonly isShort?: boolean;
}

/** Lengths in characters (Discord API reference, "Embed Limits"). */
const longest = { title: 256, value: 1024, all: 6000 };

/** The longest description and footer, so that the fields have room. */
const longestAround = 1000;

/** The answer as an embed that Discord accepts. */
export function answerEmbed(parts: AnswerParts, words: Words): APIEmbed {
  const title = parts.title.slice(0, longest.title);
  const description = fittingText(parts.description, longestAround, words);
  const footer = fittingText(parts.notes, longestAround, words, ' · ');
  const fields = parts.fields.filter(({ lines }) => lines.length > 0);
  const names = fields.reduce((sum, { name }) => sum + name.length, 0);
  const room = longest.all - title.length - description.length - footer.length - names;
  const share = Math.min(longest.value, Math.floor(room / Math.max(1, fields.length)));
  const made = fields.map(({ name, lines, isShort = false }) => {
    return { name, value: fittingText(lines, share, words), inline: isShort };
  });
  const embed = new EmbedBuilder().setColor(censusPink).setTitle(title).setDescription(description).addFields(made);
  return (footer === '' ? embed : embed.setFooter({ text: footer })).toJSON();
}

/** What must be said of the shown columns of a result. */
export function notesOf<Measure extends string>(
  { query, rows, facts }: Result<Measure>,
  shown: readonly Measure[],
  words: Words,
): readonly string[] {
  const withShown = rows.map(({ key, values }) => {
    return { key, values: Object.fromEntries(shown.map((measure) => [measure, values[measure]])) as typeof values };
  });
  return resultNotes({ query, rows: withShown, facts }, { words });
}

/** As many whole lines as fit, and how many do not. */
function fittingText(lines: readonly string[], most: number, words: Words, between = '\n'): string {
  const whole = lines.join(between);
  if (whole.length <= most) return whole;
  for (let count = lines.length - 1; count > 0; count -= 1) {
    const left = words.say('answer.linesLeft', { count: lines.length - count });
    const text = [...lines.slice(0, count), left].join(between);
    if (text.length <= most) return text;
  }
  return `${whole.slice(0, most - 1)}…`;
}
