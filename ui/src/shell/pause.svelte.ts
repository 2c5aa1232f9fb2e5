/** News of the server held back while the page is paused, and how many points they bring. Wraps `api/changes.ts`. */
import type { Changes } from "../api/changes";
import type { RunTable } from "../data/runs";

export class Pause {
  on = $state(false);
  /** Points that have come since. */
  points = $state(0);
  private held: Changes[] = [];

  constructor(private readonly table: RunTable) {}

  /** Whether the changes are to wait. A server that was started anew is not. */
  hold(changes: Changes): boolean {
    if (!this.on || changes.reload) return false;
    this.held.push(changes);
    this.points = this.count();
    return true;
  }

  /** Ends the pause; what has waited, in order. */
  release(): Changes[] {
    const { held } = this;
    this.held = [];
    this.points = 0;
    this.on = false;
    return held;
  }

  /** The last news of each run count. */
  private count(): number {
    const entries = new Map(this.held.flatMap(({ runs }) => runs.map((run) => [run.id, run] as const)));
    let sum = 0;
    for (const [id, { series }] of entries) {
      const known = this.table.get(id)?.series;
      for (const [tag, points] of series) sum += points - (known?.get(tag)?.points ?? 0);
    }
    return Math.max(0, sum);
  }
}
