/**
 * The texts of a screen: one typed module per screen and language. English is complete; another language satisfies the same type,
 * so a missing text does not compile. The page's language is its `lang` attribute, set before the first screen is drawn.
 */
export type Translations<Texts> = { readonly en: Texts } & { readonly [language: string]: Texts };

export function inPageLanguage<Texts>(translations: Translations<Texts>): Texts {
  const language = globalThis.document?.documentElement.lang ?? "en";
  return translations[language] ?? translations.en;
}

const plurals = new Intl.PluralRules("en");

/** "1 question", "3 questions". */
export const counted = (count: number, one: string, other: string): string => `${count} ${plurals.select(count) === "one" ? one : other}`;
