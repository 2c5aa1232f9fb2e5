/** What the run table shows: its columns, their widths, and the rows that filter, order and groups leave. Wraps `board.svelte.ts`. */
import type { Column, Value } from "../../data/columns";
import { groupRuns } from "../../data/groups";
import { moved, nextOrders, type Row, rowsOfGroups, rowsOfRuns, rowsOfTree, sortRuns } from "../../data/rows";
import { mainMetric, type Run } from "../../data/runs";
import { EXPANDED_UNTIL_RUNS, rowsOf, toTree } from "../../data/tree";
import { type Board, MOST_COMPARED } from "../board.svelte";
import { recall, remember } from "../memory";
import { LEAST_WIDTH, widthOf } from "./cells";
import { Selection } from "./selection.svelte";

/** Shown until somebody chooses, beside hyperparameters and the main metric. */
const ALWAYS = ["run.state", "run.age", "run.duration"];
const HPARAMS_BY_DEFAULT = 6;

export interface Placed {
  column: Column;
  left: number;
  width: number;
}

export class TableModel {
  private widths = $state.raw<Record<string, number>>(recall("table-widths", {}));
  private collapsed = $state.raw<ReadonlySet<Value>>(new Set());
  /** Where a range of clicks began. */
  private anchor: number | null = null;

  readonly keys: string[] = $derived.by(() => this.board.view.table.columns ?? this.keysByDefault());
  readonly shown: Column[] = $derived.by(() => this.keys.flatMap((key) => this.board.columns.byKey.get(key) ?? []));
  readonly placed: Placed[] = $derived.by(() => {
    let left = 0;
    return this.shown.map((column) => {
      const width = widthOf(column, this.widths);
      left += width;
      return { column, width, left: left - width };
    });
  });
  readonly width: number = $derived(this.placed.reduce((sum, { width }) => sum + width, 0));
  readonly sorted: Run[] = $derived.by(() =>
    sortRuns(this.board.matching, this.board.view.table.orders, this.board.columns.byKey),
  );
  /** Groups go before directories. */
  readonly isTree: boolean = $derived.by(() => this.board.view.table.tree && this.board.groups.grouping === null);
  readonly rows: Row[] = $derived.by(() => {
    const by = this.board.groups.grouping;
    if (by) return rowsOfGroups(groupRuns(this.sorted, by), (value) => this.collapsed.has(value));
    return this.isTree ? this.rowsInTree() : rowsOfRuns(this.sorted);
  });

  readonly selection = new Selection(this);

  constructor(readonly board: Board) {}

  private keysByDefault(): string[] {
    const { cards, columns, logdir } = this.board;
    const metric = logdir.runs.map((run) => mainMetric(run, logdir.table.tags, cards.mainTags)).find(Boolean);
    const name = metric ? logdir.table.tags[metric.tag] : null;
    const ofMetric = columns.ofMetrics.filter((column) => column.name === name && column.statistic !== "mean");
    const started = [...columns.ofHParams, ...columns.ofConfig].slice(0, HPARAMS_BY_DEFAULT);
    const [last, ...others] = ofMetric;
    return [...ALWAYS, ...[...(last ? [last] : []), ...started, ...others].map((column) => column.key)];
  }

  /** Directories are folded here as in the run list. */
  private get expandedByDefault(): boolean {
    return this.board.logdir.runs.length <= EXPANDED_UNTIL_RUNS;
  }

  private rowsInTree(): Row[] {
    const { logdir } = this.board;
    const nodes = toTree(this.sorted, logdir.names);
    return rowsOfTree(
      rowsOf(nodes, (folder) => !this.isCollapsed(folder.path)),
      (id) => logdir.table.get(id),
    );
  }

  isCollapsed(value: Value): boolean {
    if (!this.isTree) return this.collapsed.has(value);
    const { expanded, collapsed } = this.board.view;
    return this.expandedByDefault ? collapsed.includes(String(value)) : !expanded.includes(String(value));
  }

  fold(value: Value): void {
    if (this.isTree) {
      this.board.setExpanded(String(value), this.expandedByDefault, this.isCollapsed(value));
      return;
    }
    const next = new Set(this.collapsed);
    if (!next.delete(value)) next.add(value);
    this.collapsed = next;
  }

  sort(key: string, among: boolean): void {
    this.board.view.table.orders = nextOrders(this.board.view.table.orders, key, among);
  }

  toggleColumn(key: string): void {
    const keys = this.keys;
    this.board.view.table.columns = keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key];
  }

  move(key: string, before: string | null): void {
    this.board.view.table.columns = moved(this.keys, key, before);
  }

  /** One place to the left or right. */
  shift(key: string, by: -1 | 1): void {
    const place = this.keys.indexOf(key) + by;
    if (place < 0 || place >= this.keys.length) return;
    this.move(key, by < 0 ? this.keys[place] : (this.keys[place + 1] ?? null));
  }

  resize(column: Column, width: number): void {
    this.widths = { ...this.widths, [column.key]: Math.max(LEAST_WIDTH, Math.round(width / 4) * 4) };
    remember("table-widths", this.widths);
  }

  /** The runs that are selected or, where these are not several, shown; in the order of the table. */
  readonly comparable: Run[] = $derived.by(() =>
    this.selection.runs.length > 1 ? this.selection.runs : this.sorted.filter((run) => this.board.shown.has(run.id)),
  );

  /** Opens their configurations side by side. */
  compare(): void {
    const [first, ...others] = this.comparable.map(({ name }) => name);
    this.board.openRun(first, { section: "configuration", against: others.slice(0, MOST_COMPARED - 1) });
  }

  /** Shows or hides a run; with shift all from the last one on, as that was. */
  toggle(at: number, range: boolean): void {
    const run = this.rows[at]?.run;
    if (!run) return;
    const { board } = this;
    const from = this.anchor;
    this.anchor = at;
    if (!range || from === null) {
      board.toggleRun(run.id);
      return;
    }
    const ids = this.rows.slice(Math.min(from, at), Math.max(from, at) + 1).flatMap((row) => row.run?.id ?? []);
    board.setShown(ids, board.shown.has(this.rows[from]?.run?.id ?? -1));
  }
}
