/** The languages of the page. English is there from the start; any other is loaded when it is wanted. */
import { type Dictionary, en } from "./en";

export type Language = "en" | "zh";
export type { Dictionary };
export { en };

export async function dictionaryOf(language: Language): Promise<Dictionary> {
  return language === "en" ? en : (await import("./zh")).zh;
}

export function preferredLanguage(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
