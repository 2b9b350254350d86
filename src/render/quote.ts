const longestEcho = 100;

/**
 * A person's text, safe for an answer: on one line, cut at 100 characters, in a code span that disables formatting, and
 * without ids, which could identify people.
 */
export function quoteInput(text: string): string {
  const harmless = text
    .slice(0, 10 * longestEcho)
    .replace(/<@[!&]?\d+>/g, '<@…>')
    .replace(/\d{15,}/g, '(an id)')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll('`', "'")
    .trim();
  if (harmless === '') return 'nothing';
  const characters = Array.from(harmless);
  return inlineCode(characters.length > longestEcho ? `${characters.slice(0, longestEcho).join('')}…` : harmless);
}

/** Our own text in a code span. */
export function inlineCode(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** A name in running text with its formatting characters escaped. Underscores in channel names stay as they are. */
export function escapeMarkdown(name: string): string {
  return name.replace(/[\\`*~|<>[\]]/g, '\\$&');
}
