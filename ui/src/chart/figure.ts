/**
 * A chart as a figure that stands alone: what its card shows, with a title, the names of the axes and a legend, in black
 * on white. Drawn on a canvas for PNG, and by the same calls as SVG. Wraps `plot.ts`.
 */
import type { Line } from "../data/line";
import type { ChartState } from "./chart";
import type { Ink } from "./ink";
import { drawPlot, type Plot } from "./plot";
import type { Surface } from "./surface";
import { SvgSurface } from "./svg";

export interface Figure {
  state: ChartState;
  plot: Plot;
  title: string;
  xLabel: string;
  yLabel: string;
  /** What to write for the lines that the legend has no room for. */
  more(count: number): string;
}

/** Where the letters come from: a face that papers and this page share, then what the machine has. */
const FAMILY =
  '"Inter", "Inter Variable", "Helvetica Neue", Helvetica, Arial, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
export const LABEL = `11px ${FAMILY}`;
export const TITLE = `600 13px ${FAMILY}`;
export const PAPER: Ink = {
  text: "#4c5563",
  strong: "#16191f",
  grid: "#e4e6ea",
  axis: "#868f9b",
  surface: "#ffffff",
  font: `10.5px ${FAMILY}`,
};

const TITLE_HEIGHT = 28;
const Y_LABEL_WIDTH = 20;
const X_LABEL_HEIGHT = 20;
const LEGEND_ROW = 18;
const LEGEND_GAP = 18;
const SAMPLE = 20;
const MARGIN = 12;
const LEGEND_ENTRIES = 40;

interface LegendEntry {
  line: Line | null;
  text: string;
  x: number;
  row: number;
}

interface FigureLayout {
  width: number;
  height: number;
  /** Where the chart's own corner lies. */
  left: number;
  top: number;
  legend: LegendEntry[];
}

export function figureSvg(figure: Figure): string {
  const layout = layOut(figure, textWidth);
  const surface = new SvgSurface(layout.width, layout.height, textWidth);
  drawFigure(surface, figure, layout);
  return surface.document(figure.title);
}

/** On white: what is transparent vanishes on a dark slide. */
export function figurePng(figure: Figure, scale = 2): Promise<Blob> {
  const layout = layOut(figure, textWidth);
  const canvas = new OffscreenCanvas(Math.ceil(layout.width * scale), Math.ceil(layout.height * scale));
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = PAPER.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  drawFigure(context as unknown as Surface, { ...figure, plot: { ...figure.plot, ratio: scale } }, layout);
  return canvas.convertToBlob({ type: "image/png" });
}

function layOut(figure: Figure, widthOf: (text: string, font: string) => number): FigureLayout {
  const { area } = figure.plot;
  const left = MARGIN + Y_LABEL_WIDTH;
  const width = Math.ceil(left + area.right + 2 * MARGIN);
  const legend = layOutLegend(figure, width - 2 * MARGIN, widthOf);
  const rows = (legend[legend.length - 1]?.row ?? -1) + 1;
  const top = MARGIN + TITLE_HEIGHT - area.top;
  const belowAxis = Math.ceil(top + area.bottom + 24 + X_LABEL_HEIGHT);
  return { width, height: belowAxis + rows * LEGEND_ROW + MARGIN, left, top, legend };
}

/** Entries in rows, as many in each as fit. */
function layOutLegend(
  { state, more }: Figure,
  width: number,
  widthOf: (text: string, font: string) => number,
): LegendEntry[] {
  const shown = state.lines.slice(0, LEGEND_ENTRIES);
  const entries = shown.map((line): LegendEntry => ({ line, text: line.label, x: 0, row: 0 }));
  if (state.lines.length > shown.length) {
    entries.push({ line: null, text: more(state.lines.length - shown.length), x: 0, row: 0 });
  }
  let x = 0;
  let row = 0;
  for (const entry of entries) {
    const needed = (entry.line ? SAMPLE + 6 : 0) + widthOf(entry.text, LABEL) + LEGEND_GAP;
    if (x > 0 && x + needed - LEGEND_GAP > width) {
      x = 0;
      row += 1;
    }
    Object.assign(entry, { x: MARGIN + x, row });
    x += needed;
  }
  return entries;
}

function drawFigure(surface: Surface, { state, plot, title, xLabel, yLabel }: Figure, layout: FigureLayout): void {
  const { area } = plot;
  surface.save();
  surface.translate(layout.left, layout.top);
  drawPlot(surface, { ...state, ink: PAPER, hoveredRun: null }, plot);
  surface.restore();
  surface.fillStyle = PAPER.strong;
  surface.textBaseline = "middle";
  surface.textAlign = "left";
  surface.font = TITLE;
  surface.fillText(title, MARGIN, MARGIN + 8);
  surface.font = LABEL;
  surface.textAlign = "center";
  const axis = layout.top + area.bottom;
  surface.fillText(xLabel, layout.left + (area.left + area.right) / 2, axis + 24 + X_LABEL_HEIGHT / 2);
  surface.save();
  surface.translate(MARGIN + Y_LABEL_WIDTH / 2, layout.top + (area.top + area.bottom) / 2);
  surface.rotate(-Math.PI / 2);
  surface.fillText(yLabel, 0, 0);
  surface.restore();
  drawLegend(surface, layout.legend, axis + 24 + X_LABEL_HEIGHT + LEGEND_ROW / 2 + 4);
}

function drawLegend(surface: Surface, legend: LegendEntry[], top: number): void {
  surface.font = LABEL;
  surface.textAlign = "left";
  surface.fillStyle = PAPER.strong;
  for (const { line, text, x, row } of legend) {
    const y = top + row * LEGEND_ROW;
    if (line) {
      surface.strokeStyle = line.stroke.colour;
      surface.lineWidth = 2;
      surface.setLineDash(line.stroke.dash);
      surface.beginPath();
      surface.moveTo(x, y);
      surface.lineTo(x + SAMPLE, y);
      surface.stroke();
      surface.setLineDash([]);
    }
    surface.fillText(text, line ? x + SAMPLE + 6 : x, y);
  }
}

let measuring: OffscreenCanvasRenderingContext2D | null = null;

export function textWidth(text: string, font: string): number {
  measuring ??= new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
  measuring.font = font;
  return measuring.measureText(text).width;
}
