/** What the user chose for good, kept in the browser: theme, language, side bar, keys. */
import { DICTIONARIES, type Dictionary, type Language, preferredLanguage } from "../i18n";
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
  readonly words: Dictionary = $derived(DICTIONARIES[this.language]);

  constructor() {
    systemIsDark.addEventListener("change", (event) => {
      this.systemDark = event.matches;
    });
  }

  /** To be called inside an effect, before anything is drawn: brings what is chosen into the document and into the browser's memory. */
  apply(): void {
    document.documentElement.lang = this.language;
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
