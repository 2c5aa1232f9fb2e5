/** A scatter chart as a figure that stands alone, with title and names of the axes, in black on white: SVG or PNG. Wraps figure. */
import { LABEL, PAPER, TITLE, textWidth } from "./figure";
import { drawGrid, drawOver, pointRadius, ScatterPlaces, type ScatterState } from "./scatterplot";
import type { Surface } from "./surface";
import { SvgSurface } from "./svg";

export interface ScatterFigure {
  state: ScatterState;
  width: number;
  height: number;
  title: string;
  xLabel: string;
  yLabel: string;
}

const TOP = 32;
const LEFT = 20;
const SIDE = 12;

export function scatterSvg(figure: ScatterFigure): string {
  const surface = new SvgSurface(figure.width + LEFT + SIDE, figure.height + TOP, textWidth);
  drawFigure(surface, figure);
  return surface.document(figure.title);
}

export function scatterPng(figure: ScatterFigure, scale = 2): Promise<Blob> {
  const [width, height] = [figure.width + LEFT + SIDE, figure.height + TOP];
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = PAPER.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  drawFigure(context as unknown as Surface, figure);
  return canvas.convertToBlob({ type: "image/png" });
}

function drawFigure(surface: Surface, { state: shown, width, height, title, xLabel, yLabel }: ScatterFigure): void {
  const state = { ...shown, ink: PAPER, highlighted: -1 };
  const places = new ScatterPlaces(width, height);
  surface.save();
  surface.translate(LEFT, TOP);
  drawGrid(surface, state, places);
  drawPoints(surface, state, places);
  drawOver(surface, state, places);
  surface.restore();
  surface.fillStyle = PAPER.strong;
  surface.textBaseline = "middle";
  surface.textAlign = "left";
  surface.font = TITLE;
  surface.fillText(title, SIDE, 20);
  surface.font = LABEL;
  surface.textAlign = "center";
  const { left, right, top, bottom } = places.area;
  surface.fillText(xLabel, LEFT + (left + right) / 2, TOP + height - 10);
  surface.save();
  surface.translate(SIDE + 4, TOP + (top + bottom) / 2);
  surface.rotate(-Math.PI / 2);
  surface.fillText(yLabel, 0, 0);
  surface.restore();
}

/** Points that are not selected lie below. */
function drawPoints(surface: Surface, { x, y, selected, colours, ink }: ScatterState, places: ScatterPlaces): void {
  const radius = pointRadius(selected.length);
  for (const chosen of [0, 1]) {
    surface.globalAlpha = chosen ? 0.85 : 0.6;
    for (let point = 0; point < selected.length; point++) {
      const [px, py] = [places.xOf(x.places[point]), places.yOf(y.places[point])];
      if (selected[point] !== chosen || Number.isNaN(px) || Number.isNaN(py)) continue;
      surface.fillStyle = chosen ? colours[point] : ink.axis;
      surface.beginPath();
      surface.arc(px, py, radius, 0, 2 * Math.PI);
      surface.fill();
    }
  }
  surface.globalAlpha = 1;
}
