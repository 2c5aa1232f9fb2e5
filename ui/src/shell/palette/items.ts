/** Everything that the command palette lists: actions with their keys, charts, runs, views, sections, settings. */
import type { KeyWords } from "../../i18n/keys";
import type { PaletteWords } from "../../i18n/palette";
import type { Board } from "../board.svelte";
import { KEYS, type KeyAction, keyLabel } from "../keys";
import type { Preferences } from "../preferences.svelte";

export interface PaletteItem {
  id: string;
  kind: keyof PaletteWords["kinds"];
  name: string;
  key?: string;
  does(): void;
}

/** What means something only in the palette or over a card. */
const NOT_LISTED: ReadonlySet<KeyAction> = new Set([
  "palette",
  "escape",
  "pinCard",
  "widenCard",
  "hideCard",
  "cardEarlier",
  "cardLater",
] as const);

export function actionItems(does: Record<KeyAction, () => void>, words: KeyWords): PaletteItem[] {
  return KEYS.filter(([, action]) => !NOT_LISTED.has(action)).map(([key, action]) => ({
    id: `action:${action}`,
    kind: "action",
    name: words.actions[action],
    key: keyLabel(key),
    does: does[action],
  }));
}

export function chartItems(board: Board, words: PaletteWords): PaletteItem[] {
  const cards = [...board.cards.all.values(), ...board.media.all.values()];
  return cards.flatMap(({ id, name }): PaletteItem[] => [
    { id: `chart:${id}`, kind: "chart", name, does: () => showCard(board, id) },
    { id: `full:${id}`, kind: "chart", name: words.fullScreen(name), does: () => board.fillScreen(id) },
  ]);
}

/** Opens its section, and brings it to the middle of the page. */
function showCard(board: Board, id: string): void {
  board.openTab("board");
  board.view.tagFilter = "";
  const section = board.sections.of(id);
  if (section) board.view.opened = [...board.view.opened.filter((name) => name !== section.name), section.name];
  const look = (tries: number) => {
    const card = document.querySelector<HTMLElement>(`main [data-card="${CSS.escape(id)}"]`);
    const plot = card?.querySelector<HTMLElement>("[role=application]");
    card?.scrollIntoView({ block: "center" });
    if (plot) plot.focus();
    else if (tries > 0) requestAnimationFrame(() => look(tries - 1));
  };
  look(60);
}

export function runItems(board: Board, words: PaletteWords): PaletteItem[] {
  return board.logdir.runs.flatMap((run): PaletteItem[] => {
    const name = board.names.get(run.id) ?? run.name;
    const toggle = words.toggleRun(name, board.shown.has(run.id));
    return [
      { id: `run:${run.id}`, kind: "run", name: toggle, does: () => board.toggleRun(run.id) },
      { id: `only:${run.id}`, kind: "run", name: words.onlyRun(name), does: () => board.showOnly([run.id]) },
    ];
  });
}

export function viewItems({ views }: Board): PaletteItem[] {
  return [...views.named].map(([name, { fragment }]) => ({
    id: `view:${name}`,
    kind: "view",
    name,
    does: () => views.open(fragment, name),
  }));
}

export function settingItems(board: Board, preferences: Preferences, words: PaletteWords): PaletteItem[] {
  const names = board.sections.all.map(({ name }) => name);
  const folded = (opened: string[], closed: string[]) => () => Object.assign(board.view, { opened, closed });
  const item = (id: string, kind: PaletteItem["kind"], name: string, does: () => void) => ({ id, kind, name, does });
  return [
    item("sections:open", "section", words.openSections, folded(names, [])),
    item("sections:close", "section", words.closeSections, folded([], names)),
    item("language", "setting", words.language, () => {
      preferences.language = preferences.language === "en" ? "zh" : "en";
    }),
    item("letterKeys", "setting", words.letterKeys(preferences.letterKeys), () => {
      preferences.letterKeys = !preferences.letterKeys;
    }),
  ];
}
