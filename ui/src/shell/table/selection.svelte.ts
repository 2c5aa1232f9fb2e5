/** The rows of the run table that are selected to be changed together. Wraps `data/selected.ts`. */
import type { Row } from "../../data/rows";
import type { Run } from "../../data/runs";
import { type How, NONE_SELECTED, type Selected, select } from "../../data/selected";

interface Table {
  readonly sorted: readonly Run[];
  readonly rows: readonly Row[];
}

export class Selection {
  private now = $state.raw<Selected>(NONE_SELECTED);
  /** Those of them that the filter leaves, in the order of the table. */
  readonly runs: Run[] = $derived.by(() => this.table.sorted.filter((run) => this.now.ids.has(run.id)));

  constructor(private readonly table: Table) {}

  has(run: Run): boolean {
    return this.now.ids.has(run.id);
  }

  clear(): void {
    this.now = NONE_SELECTED;
  }

  /** What an action on a row is about: all that is selected, if the row is among it, else what the row stands for. */
  about(at: number): Run[] {
    const row = this.table.rows[at];
    if (!row) return [];
    if (row.group) return row.group.runs;
    return this.has(row.run) ? this.runs : [row.run];
  }

  /** A click in a cell selects, and with Ctrl or ⌘ one anywhere in the row; whether it did. */
  click(event: MouseEvent, at: number): boolean {
    const run = this.table.rows[at]?.run;
    const too = event.ctrlKey || event.metaKey;
    const target = event.target as HTMLElement;
    if (!run || target.closest("input")) return false;
    if (!too && (target.closest("button") || !target.closest("[role=gridcell]"))) return false;
    this.put(run, too ? "too" : event.shiftKey ? "range" : "alone");
    return true;
  }

  /** Ctrl or ⌘ with space selects the row too, with A all rows; Escape none. Whether the key was one of these. */
  key(event: KeyboardEvent, at: number): boolean {
    const run = this.table.rows[at]?.run;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape" && this.runs.length > 0) this.clear();
    else if (control && event.key === "a") this.all();
    else if (control && event.key === " " && run) this.put(run, "too");
    else return false;
    return true;
  }

  private all(): void {
    this.now = { ids: new Set(this.table.sorted.map((run) => run.id)), anchor: null };
  }

  private put(run: Run, how: How): void {
    const order = this.table.rows.flatMap((row) => row.run?.id ?? []);
    this.now = select(this.now, run.id, how, order);
  }
}
