/** The value that rows of the run list show, and their order. Wraps `data/listview.ts` and `data/rows.ts`. */
import { type Column, metricColumn } from "../data/columns";
import { columnLabel } from "../data/comparison";
import { isByValue } from "../data/listview";
import { starredFirst } from "../data/notes";
import { sortRuns } from "../data/rows";
import { mainMetric, type Run } from "../data/runs";
import type { Board } from "./board.svelte";

export class RunOrder {
  /** What was chosen; `null` is the main metric of each run. */
  readonly column: Column | null = $derived.by(
    () => this.board.columns.byKey.get(this.board.view.list.value ?? "") ?? null,
  );
  /** All that pass the filter. */
  readonly runs: Run[] = $derived.by(() => this.sorted());
  readonly byValue: boolean = $derived.by(() => isByValue(this.board.view.list.order));

  constructor(private readonly board: Board) {}

  /** `null` where the run has none, and while it is on its way. */
  valueOf(run: Run): number | null {
    const column = this.column ?? this.mainColumn(run);
    const value = column?.value(run) ?? null;
    return typeof value === "number" ? value : null;
  }

  labelOf(run: Run): string {
    const column = this.column ?? this.mainColumn(run);
    return column ? columnLabel(column) : "";
  }

  private mainColumn(run: Run): Column | null {
    const { cards, columns, logdir } = this.board;
    const metric = mainMetric(run, logdir.table.tags, cards.mainTags);
    return metric && metricColumn(logdir.table.tags[metric.tag], "last", columns.metrics);
  }

  private sorted(): Run[] {
    const { matching, view, notes, columns } = this.board;
    const { order } = view.list;
    if (order === "newest") return matching;
    const shown: Column = {
      key: "shown",
      name: "",
      kind: "metric",
      statistic: null,
      type: "number",
      value: (run) => this.valueOf(run),
    };
    const name = columns.byKey.get("run.name") as Column;
    const by = { key: this.byValue ? "shown" : "run.name", descending: order === "greatest" };
    const sorted = sortRuns(matching, [by], new Map([shown, name].map((column) => [column.key, column])));
    return view.starredFirst ? starredFirst(sorted, (run) => notes.of(run.name).star === true) : sorted;
  }
}
