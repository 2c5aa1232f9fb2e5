/** Points of two axes on one canvas, thousands of them at once. Wraps scatterplot and splat. */
import { drawGrid, drawOver, pointRadius, ScatterPlaces, type ScatterState } from "./scatterplot";
import { packColour, splat } from "./splat";

export type { ScatterState };

const REACH = 12;

export class ScatterChart {
  private readonly context: CanvasRenderingContext2D;
  private state: ScatterState | null = null;
  private width = 0;
  private height = 0;
  private ratio = 1;
  places = new ScatterPlaces(0, 0);

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly compact = false,
  ) {
    this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  get size(): { width: number; height: number } {
    return { width: this.width, height: this.height };
  }

  resize(width: number, height: number, ratio: number): void {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    this.places = new ScatterPlaces(width, height, this.compact);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (this.state) this.show(this.state);
  }

  /** The point nearest to a place, of those that can be reached, or -1. */
  pointAt(x: number, y: number): number {
    const { state, places } = this;
    let [nearest, least] = [-1, REACH];
    if (!state) return nearest;
    const reachable = state.reachable ?? state.selected;
    for (let point = 0; point < reachable.length; point++) {
      if (!reachable[point]) continue;
      const away = Math.hypot(places.xOf(state.x.places[point]) - x, places.yOf(state.y.places[point]) - y);
      if (away < least) [nearest, least] = [point, away];
    }
    return nearest;
  }

  show(state: ScatterState): void {
    this.state = state;
    if (this.width === 0) return;
    const { context, ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    drawGrid(context, state, this.places);
    this.drawPoints(context, state);
    drawOver(context, state, this.places);
  }

  private drawPoints(context: CanvasRenderingContext2D, { x, y, selected, colours, ink }: ScatterState): void {
    const count = selected.length;
    const image = context.createImageData(this.canvas.width, this.canvas.height);
    const at = {
      x: x.places.map((place) => this.places.xOf(place) * this.ratio),
      y: y.places.map((place) => this.places.yOf(place) * this.ratio),
      radius: pointRadius(count) * this.ratio,
    };
    const places = Uint32Array.from({ length: count }, (_, place) => place);
    const grey = new Uint32Array(count).fill(packColour(ink.axis));
    splat(image, { ...at, colours: grey, order: places.filter((place) => !selected[place]), alpha: 0.6 });
    const coloured = Uint32Array.from(colours, packColour);
    splat(image, { ...at, colours: coloured, order: places.filter((place) => selected[place] === 1), alpha: 0.85 });
    const layer = new OffscreenCanvas(image.width, image.height);
    layer.getContext("2d")?.putImageData(image, 0, 0);
    context.drawImage(layer, 0, 0, this.width, this.height);
  }
}
