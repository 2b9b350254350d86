import { inter } from './inter.ts';

/**
 * A name as a picture can show it: compatibility forms become plain letters (`𝗴𝗲𝗻𝗲𝗿𝗮𝗹` is general), what Inter lacks
 * and what has no width of its own is dropped, and so are the separators that are left at its ends. Empty if nothing is
 * left: `一般`, for example.
 */
export function chartText(name: string): string {
  const face = inter(400);
  return [...name.normalize('NFKC')]
    .filter((character) => !/[\p{C}\p{M}]/u.test(character) && face.has(character.codePointAt(0) ?? 0))
    .join('')
    .replace(/\s+/gu, ' ')
    .replace(separatorsAtTheEnds, '');
}

/** A question mark or a bracket at the end belongs to the name. */
const separatorsAtTheEnds = /^[^\p{L}\p{N}(["'“]+|[^\p{L}\p{N}\p{Pe}\p{Pf}!?.'"%+*#]+$/gu;
