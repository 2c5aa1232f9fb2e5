/**
 * One chart on one canvas. It holds what to draw and draws it when the schedule says so; zooming redraws what is there
 * at once, stretched, and finer lines replace it when they arrive. Wraps axes, lines and marks.
 */

import { extentOfX, type Line, type XAxis } from "../data/line";
import { type ValueRange, valueRange } from "../data/range";
import { drawAxes, type PlotArea } from "./axes";
import type { Ink } from "./ink";
import { bandAlpha, drawLine, lineWidth } from "./lines";
import { drawNotFinite, drawOutside } from "./marks";
import { Scale } from "./scale";
import { type Drawable, requestRedraw, withdrawRedraw } from "./schedule";

export const MARGIN = { left: 52, right: 14, top: 10, bottom: 24 };
const DIMMED = 0.18;
/** With more lines than this, bands would cover each other. */
export const LINES_WITH_BANDS = 6;

export interface ChartState {
  lines: Line[];
  xAxis: XAxis;
  /** `null` shows all there is. */
  domain: [number, number] | null;
  logY: boolean;
  clip: boolean;
  hoveredRun: number | null;
  ink: Ink;
}

export class Chart implements Drawable {
  private readonly context: CanvasRenderingContext2D;
  private state: ChartState | null = null;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private range: ValueRange | null = null;
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
    this.state = state;
    this.layOut();
    requestRedraw(this);
  }

  dispose(): void {
    withdrawRedraw(this);
  }

  private layOut(): void {
    const { state, area } = this;
    if (!state) return;
    const [lo, hi] = state.domain ?? extentOfX(state.lines) ?? [0, 1];
    const wide = hi > lo ? { lo, hi } : { lo: lo - 0.5, hi: hi + 0.5 };
    this.x = new Scale(wide.lo, wide.hi, area.left, area.right);
    this.bands = state.lines.length <= LINES_WITH_BANDS;
    this.range = valueRange(state.lines, wide.lo, wide.hi, { log: state.logY, clip: state.clip, bands: this.bands });
    const { lo: bottom, hi: top } = this.range ?? (state.logY ? { lo: 0.1, hi: 10 } : { lo: 0, hi: 1 });
    this.y = new Scale(bottom, top, area.bottom, area.top, state.logY);
  }

  draw(): void {
    const { context, state, ratio } = this;
    if (!state || this.width === 0) return;
    this.layOut();
    const { area, x, y } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    if (state.lines.length === 0) return;
    drawAxes(context, area, x, y, state.xAxis, state.ink, ratio);
    context.save();
    context.beginPath();
    context.rect(area.left, area.top - 1, area.right - area.left, area.bottom - area.top + 1);
    context.clip();
    this.drawLines(state);
    context.restore();
    for (const line of state.lines) drawNotFinite(context, line, area, x);
    if (this.range?.clipped) drawOutside(context, state.lines, area, x, y, this.bands, state.ink);
    this.onDrawn?.();
  }

  private drawLines({ lines, hoveredRun }: ChartState): void {
    const dimming = hoveredRun !== null && lines.some((line) => line.run === hoveredRun);
    const width = lineWidth(lines, false);
    const band = this.bands ? bandAlpha(lines) : 0;
    for (const line of lines) {
      if (dimming && line.run === hoveredRun) continue;
      drawLine(this.context, line, this.x, this.y, { alpha: dimming ? DIMMED : 1, width, bandAlpha: band });
    }
    if (!dimming) return;
    for (const line of lines) {
      if (line.run !== hoveredRun) continue;
      drawLine(this.context, line, this.x, this.y, {
        alpha: 1,
        width: lineWidth(lines, lines.length > 1),
        bandAlpha: band,
      });
    }
  }
}
