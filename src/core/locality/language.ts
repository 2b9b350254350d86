/** The languages in which Census answers. The first one is the default. */
export const languages = ['en-US', 'de', 'fr', 'es'] as const;
export type Language = (typeof languages)[number];

/** The language of a BCP 47 tag such as `es-419`; null for a language that Census does not speak. */
export function languageOf(locale: string | null | undefined): Language | null {
  const spoken = locale?.split('-')[0]?.toLowerCase();
  return languages.find((language) => language.split('-')[0] === spoken) ?? null;
}
