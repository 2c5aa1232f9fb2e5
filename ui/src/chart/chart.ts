/**
 * One chart on one canvas. It holds what to draw and draws it when the schedule says so; zooming redraws what is there
 * at once, stretched, and finer lines replace it when they arrive. Wraps `plot.ts`.
 */

import { type Line, withThoseBehind, type XAxis } from "../data/line";
import { type ValueRange, valueRange } from "../data/range";
import { holding } from "../data/references";
import type { ChartSettings } from "../data/settings";
import { axisEnds, type XScale } from "../data/xaxis";
import type { PlotArea } from "./axes";
import type { Ink } from "./ink";
import { drawPlot, LINES_WITH_BANDS, type Plot } from "./plot";
import { Scale } from "./scale";
import { type Drawable, requestRedraw, withdrawRedraw } from "./schedule";

export const MARGIN = { left: 60, right: 14, top: 10, bottom: 24 };

export interface ChartState {
  lines: Line[];
  /** What restarts replaced of them, where that is drawn. */
  superseded: Line[];
  xAxis: XAxis;
  xScale: XScale;
  /** `null` shows all there is. */
  domain: [number, number] | null;
  settings: ChartSettings;
  hoveredRun: number | null;
  ink: Ink;
}

const RANGE_DEPENDS_ON = ["lines", "superseded", "domain", "settings"] as const;

export class Chart implements Drawable {
  private readonly context: CanvasRenderingContext2D;
  private state: ChartState | null = null;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private range: ValueRange | null = null;
  private rangeIsOld = true;
  private bands = false;
  x = new Scale(0, 1, 0, 1);
  y = new Scale(0, 1, 1, 0);
  visible = false;
  hovered = false;
  /** Called after each drawing. */
  onDrawn: (() => void) | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d", { alpha: true }) as CanvasRenderingContext2D;
  }

  get clipped(): boolean {
    return this.range?.clipped ?? false;
  }

  get area(): PlotArea {
    return {
      left: MARGIN.left,
      top: MARGIN.top,
      right: this.width - MARGIN.right,
      bottom: this.height - MARGIN.bottom,
    };
  }

  resize(width: number, height: number, ratio: number): void {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (this.state) this.draw();
  }

  show(state: ChartState): void {
    const before = this.state;
    this.rangeIsOld ||= !before || RANGE_DEPENDS_ON.some((name) => state[name] !== before[name]);
    this.state = state;
    this.layOutX(state);
    requestRedraw(this);
  }

  dispose(): void {
    withdrawRedraw(this);
  }

  get lineCount(): number {
    return this.state?.lines.length ?? 0;
  }

  /** What was drawn last, for a figure of it. */
  get drawing(): { state: ChartState; plot: Plot } | null {
    return this.state && this.state.lines.length > 0 ? { state: this.state, plot: this.plot } : null;
  }

  private get plot(): Plot {
    const { area, x, y, bands, clipped, ratio } = this;
    return { area, x, y, bands, clipped, ratio };
  }

  private layOutX({ domain, lines, superseded, xAxis, xScale: { kind, threshold } }: ChartState): void {
    const [lo, hi] = axisEnds(xAxis, domain, [...lines, ...superseded], kind);
    this.x = new Scale(lo, hi, this.area.left, this.area.right, kind, threshold);
  }

  /** Looks at every value, so only when it is drawn and only when something has changed. */
  private layOutY({ lines, superseded, settings }: ChartState): void {
    const { yScale: scale, yRange: fixed, clip, band } = settings;
    this.bands = band && lines.length <= LINES_WITH_BANDS;
    if (this.rangeIsOld)
      this.range = valueRange([...withThoseBehind(lines), ...superseded], this.x.lo, this.x.hi, {
        scale,
        fixed,
        clip,
        bands: this.bands,
      });
    this.rangeIsOld = false;
    const shown = this.range ?? { ...(scale === "log" ? { lo: 0.1, hi: 10 } : { lo: 0, hi: 1 }), threshold: 1 };
    const { lo, hi, threshold } = holding(shown, settings.references, scale === "log", fixed);
    this.y = new Scale(lo, hi, this.area.bottom, this.area.top, scale, threshold);
  }

  draw(): void {
    const { context, state, ratio } = this;
    if (!state || this.width === 0) return;
    this.layOutX(state);
    this.layOutY(state);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    if (state.lines.length === 0) return;
    drawPlot(context, state, this.plot);
    this.onDrawn?.();
  }
}
