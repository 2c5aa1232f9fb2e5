/** The languages of the page. */
import { type Dictionary, en } from "./en";
import { zh } from "./zh";

export type Language = "en" | "zh";
export type { Dictionary };

export const DICTIONARIES: Record<Language, Dictionary> = { en, zh };

export function preferredLanguage(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
