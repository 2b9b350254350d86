const longestEcho = 100;

/**
 * What a person typed, fit to stand in an answer: on one line, cut at 100 characters, in a code span where nothing in
 * it is formatted, and without ids: whose they are, an answer must not tell.
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

/** Text of our own in a code span. */
export function inlineCode(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** A name in running text, its formatting characters escaped. Channel names keep their underscores as they are. */
export function escapeMarkdown(name: string): string {
  return name.replace(/[\\`*~|<>[\]]/g, '\\$&');
}
