/** What the user chose for good, kept in the browser: theme, language, side bar, keys. */
import { type Dictionary, dictionaryOf, en, type Language, preferredLanguage } from "../i18n";
import { recall, remember } from "./memory";

export type Theme = "auto" | "light" | "dark";

const THEMES: Theme[] = ["auto", "light", "dark"];
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export class Preferences {
  theme = $state<Theme>(recall("theme", "auto"));
  language = $state<Language>(recall("language", preferredLanguage(navigator.languages)));
  /** `null` until the user has opened or closed the run list. */
  sidebar = $state<boolean | null>(recall("sidebar", null));
  letterKeys = $state<boolean>(recall("letterKeys", true));
  private systemDark = $state(systemIsDark.matches);

  readonly dark = $derived(this.theme === "dark" || (this.theme === "auto" && this.systemDark));
  /** Those of the language, once they are there. */
  words = $state.raw<Dictionary>(en);

  constructor() {
    systemIsDark.addEventListener("change", (event) => {
      this.systemDark = event.matches;
    });
  }

  /** With the words of the language that was chosen, so that nobody sees those of another first. */
  static async load(): Promise<Preferences> {
    const preferences = new Preferences();
    await preferences.speak();
    return preferences;
  }

  private async speak(): Promise<void> {
    const { language } = this;
    const words = await dictionaryOf(language);
    if (language !== this.language) return;
    this.words = words;
    document.documentElement.lang = language;
  }

  /** To be called inside an effect, before anything is drawn: brings what is chosen into the document and into the browser's memory. */
  apply(): void {
    void this.speak();
    document.documentElement.dataset.theme = this.dark ? "dark" : "light";
    remember("theme", this.theme);
    remember("language", this.language);
    remember("sidebar", this.sidebar);
    remember("letterKeys", this.letterKeys);
  }

  nextTheme(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
  }
}
