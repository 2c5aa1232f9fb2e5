/** The charts that runs asked for, kept in step with what is logged. Wraps `logdir.svelte.ts` and `api/layouts.ts`. */
import { untrack } from "svelte";
import { fetchLayouts } from "../api/layouts";
import type { Category } from "../data/layouts";
import type { Logdir } from "./logdir.svelte";

const PAUSE_MS = 2_000;

export class Layouts {
  categories = $state.raw<readonly Category[]>([]);
  private asking = false;
  private askAgain: ReturnType<typeof setTimeout> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private told = "";

  constructor(private readonly logdir: Logdir) {}

  /** To be called inside an effect: asks again whenever something was read, once some run has logged a layout. */
  follow(): void {
    if (this.logdir.runs.length > 0 && this.logdir.hasLayouts) untrack(() => this.ask());
  }

  private ask(): void {
    if (this.asking || this.askAgain !== undefined) return;
    const pause = Math.max(0, this.askedAt + PAUSE_MS - performance.now());
    this.askAgain = setTimeout(() => void this.fetch(), pause);
  }

  private async fetch(): Promise<void> {
    this.askAgain = undefined;
    this.asking = true;
    this.askedAt = performance.now();
    try {
      const { boot, categories } = await fetchLayouts();
      this.logdir.checkBoot(boot);
      const told = JSON.stringify(categories);
      if (told !== this.told) this.categories = categories;
      this.told = told;
    } catch {
      // Asked again with the next news; that the server does not answer is told elsewhere.
    } finally {
      this.asking = false;
    }
  }
}
