/** The groups of runs: which there are, and what each is drawn like. Wraps `data/groups.ts`. */
import { Dealer, type Stroke } from "../data/colours";
import { type Group, type Grouping, type GroupView, groupingOf, groupRuns } from "../data/groups";
import type { LineStyle } from "../data/line";
import type { Run } from "../data/runs";
import type { View } from "../data/url";
import type { Columns } from "./columns.svelte";
import type { Logdir } from "./logdir.svelte";
import { recall, remember } from "./memory";

interface Source {
  readonly logdir: Logdir;
  readonly columns: Columns;
  readonly matching: Run[];
  readonly view: View;
}

/** Of the runs that have no value of what others are grouped by. */
const WITHOUT_VALUE: Stroke = { colour: "#868f9b", dash: [2, 3] };

export interface ShownGroup extends Group {
  /** Below 0, so that it is no run's; the same while the page is open. */
  id: number;
  stroke: Stroke;
}

export class Groups {
  private readonly ids = new Map<string, number>();
  private dealer = new Dealer();
  private dealtFor = "";

  constructor(private readonly board: Source) {}

  readonly grouping: Grouping | null = $derived.by(() => {
    const { view, logdir, columns } = this.board;
    return groupingOf(view.groups.by, columns.byKey, logdir.runs, columns.hparams);
  });
  readonly list: ShownGroup[] = $derived.by(() =>
    this.grouping ? this.dealt(groupRuns(this.board.matching, this.grouping)) : [],
  );
  private readonly byRun: ReadonlyMap<number, LineStyle> = $derived.by(() => {
    const styles = new Map<number, LineStyle>();
    for (const { id, label, stroke, runs } of this.list) {
      for (const run of runs) styles.set(run.id, { run: id, label, stroke });
    }
    return styles;
  });

  /** The line that stands for a run; `undefined` where runs stand for themselves. */
  styleOf(run: Run): LineStyle | undefined {
    return this.byRun.get(run.id);
  }

  of(id: number): ShownGroup | undefined {
    return this.list.find((group) => group.id === id);
  }

  set(changed: Partial<GroupView>): void {
    this.board.view.groups = { ...this.board.view.groups, ...changed };
  }

  /** Each way of grouping has colours of its own, kept for the next visit. */
  private dealt(groups: Group[]): ShownGroup[] {
    const { logdir, view } = this.board;
    const name = `group-colours:${logdir.path}:${view.groups.by}`;
    if (this.dealtFor !== name) this.dealer = new Dealer(recall(name, {}));
    this.dealtFor = name;
    const dealer = logdir.loading ? new Dealer(this.dealer.toJSON()) : this.dealer;
    const dealt = dealer.deal(groups.flatMap(({ value }) => (value === null ? [] : String(value))));
    if (dealt && !logdir.loading) remember(name, dealer.toJSON());
    return groups.map((group) => {
      const key = String(group.value);
      const id = this.ids.get(key) ?? -1 - this.ids.size;
      this.ids.set(key, id);
      return { ...group, id, stroke: dealer.stroke(key) ?? WITHOUT_VALUE };
    });
  }
}
