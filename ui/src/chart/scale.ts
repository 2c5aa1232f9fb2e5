/** Values to pixels and back: linear, logarithmic, or logarithmic on both sides of a linear stretch around nought. */
import { placing } from "../data/placing";
import type { ScaleKind } from "../data/settings";

export class Scale {
  private readonly start: number;
  private readonly factor: number;
  private readonly placed: ReturnType<typeof placing>;

  /** `threshold` is where a symlog scale stops being linear. */
  constructor(
    readonly lo: number,
    readonly hi: number,
    readonly from: number,
    readonly to: number,
    readonly kind: ScaleKind = "linear",
    readonly threshold = 1,
  ) {
    this.placed = placing(kind, threshold);
    this.start = this.placed.place(lo);
    const span = this.placed.place(hi) - this.start;
    this.factor = span === 0 ? 0 : (to - from) / span;
  }

  pixel(value: number): number {
    return this.from + (this.placed.place(value) - this.start) * this.factor;
  }

  value(pixel: number): number {
    if (this.factor === 0) return this.lo;
    return this.placed.value(this.start + (pixel - this.from) / this.factor);
  }
}
