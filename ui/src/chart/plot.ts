/** What stands inside the frame of a chart, on a canvas or in a figure: axes, lines and marks, given where values lie. */
import type { Line } from "../data/line";
import { hasWholeX } from "../data/xaxis";
import { drawAxes, type PlotArea } from "./axes";
import type { ChartState } from "./chart";
import { bandAlpha, drawLine, lineWidth } from "./lines";
import { drawNotFinite, drawOutside, drawRestarts } from "./marks";
import { drawReferences } from "./references";
import type { Scale } from "./scale";
import type { Surface } from "./surface";

const DIMMED = 0.18;
const BEHIND = 0.3;
const SUPERSEDED = 0.4;
const SUPERSEDED_WIDTH = 1;
/** With more lines than this, bands would cover each other. */
export const LINES_WITH_BANDS = 6;

export interface Plot {
  area: PlotArea;
  x: Scale;
  y: Scale;
  bands: boolean;
  /** There are values outside. */
  clipped: boolean;
  /** Device pixels in one of these. */
  ratio: number;
}

export function drawPlot(context: Surface, state: ChartState, plot: Plot): void {
  const { area, x, y } = plot;
  drawAxes(context, area, x, y, state.xAxis, hasWholeX(state.xAxis, state.lines), state.ink, plot.ratio);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top - 1, area.right - area.left, area.bottom - area.top + 1);
  context.clip();
  drawLines(context, state, plot);
  drawReferences(context, state.settings.references, plot, state.ink);
  context.restore();
  for (const line of state.lines) {
    drawRestarts(context, line, area, x);
    drawNotFinite(context, line, area, x);
  }
  if (plot.clipped) drawOutside(context, state.lines, area, x, y, plot.bands, state.ink);
}

function drawLines(
  context: Surface,
  { lines, superseded, hoveredRun, settings: { form } }: ChartState,
  { x, y, bands }: Plot,
): void {
  const isHovered = ({ run, group }: Line) => run === hoveredRun || group?.runs.has(hoveredRun ?? Number.NaN) === true;
  const dimming = hoveredRun !== null && lines.some(isHovered);
  const width = lineWidth(lines, false);
  for (const line of superseded) {
    const alpha = dimming && !isHovered(line) ? DIMMED * SUPERSEDED : SUPERSEDED;
    drawLine(context, line, x, y, { alpha, width: SUPERSEDED_WIDTH, bandAlpha: 0, form });
  }
  const band = bands ? bandAlpha(lines) : 0;
  for (const line of lines.flatMap(({ group }) => group?.behind ?? [])) {
    const alpha = !dimming ? BEHIND : line.run === hoveredRun ? 1 : DIMMED * BEHIND;
    drawLine(context, line, x, y, { alpha, width: 1, bandAlpha: 0, form });
  }
  for (const line of lines) {
    if (dimming && isHovered(line)) continue;
    drawLine(context, line, x, y, { alpha: dimming ? DIMMED : 1, width, bandAlpha: band, form });
  }
  if (!dimming) return;
  for (const line of lines.filter(isHovered)) {
    drawLine(context, line, x, y, { alpha: 1, width: lineWidth(lines, lines.length > 1), bandAlpha: band, form });
  }
}
