/** Values to pixels and back, linear or logarithmic. */
export class Scale {
  private readonly start: number;
  private readonly factor: number;

  constructor(
    readonly lo: number,
    readonly hi: number,
    readonly from: number,
    readonly to: number,
    readonly log = false,
  ) {
    this.start = this.place(lo);
    const span = this.place(hi) - this.start;
    this.factor = span === 0 ? 0 : (to - from) / span;
  }

  pixel(value: number): number {
    return this.from + (this.place(value) - this.start) * this.factor;
  }

  value(pixel: number): number {
    if (this.factor === 0) return this.lo;
    const placed = this.start + (pixel - this.from) / this.factor;
    return this.log ? 10 ** placed : placed;
  }

  private place(value: number): number {
    return this.log ? Math.log10(value) : value;
  }
}
