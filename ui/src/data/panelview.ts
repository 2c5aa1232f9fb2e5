/** What the run panel shows, as the address has it. */
import { joinNames, splitNames } from "./names";

export const PANEL_SECTIONS = ["overview", "configuration", "system", "damage"] as const;
export type PanelSection = (typeof PANEL_SECTIONS)[number];

export interface PanelView {
  /** The name of the run; `null` while the panel is closed. */
  run: string | null;
  section: PanelSection;
  /** Names of the runs that its configuration is compared with. */
  against: string[];
  /** Values that are equal everywhere are shown in a comparison too. */
  alike: boolean;
}

export const CLOSED_PANEL: PanelView = { run: null, section: "overview", against: [], alike: false };

export function writePanel({ run, section, against, alike }: PanelView): [string, string][] {
  if (run === null) return [];
  const written: [string, string][] = [["run", run]];
  if (section !== CLOSED_PANEL.section) written.push(["section", section]);
  if (against.length > 0) written.push(["against", joinNames(against)]);
  if (alike) written.push(["alike", "on"]);
  return written;
}

export function readPanel(given: ReadonlyMap<string, string>): PanelView {
  const section = PANEL_SECTIONS.find((one) => one === given.get("section"));
  return {
    run: given.get("run") ?? null,
    section: section ?? CLOSED_PANEL.section,
    against: splitNames(given.get("against") ?? ""),
    alike: given.get("alike") === "on",
  };
}
