/**
 * Draws thousands of polylines over several frames: some at once, the rest as frames have time, so that nothing waits for
 * them. What is shown anew in between starts over.
 */

export interface Polylines {
  /** Pixels of the corners, the same for all lines. */
  x: Float64Array;
  /** Pixels of each line's corners, line after line. */
  y: Float32Array;
  /** The lines to draw, the last on top, and the colour of each. */
  lines: Uint32Array;
  colourOf: (line: number) => string;
  alpha: number;
  width: number;
}

const FIRST_BATCH = 400;
const FRAME_BUDGET_MS = 8;
/** Lines of one path: many strokes cost more than their pixels, a path with too many corners as well. */
const PATH_LINES = 40;

export class PolylinePainter {
  private frame = 0;

  constructor(private readonly context: CanvasRenderingContext2D) {}

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  /** The canvas has been cleared. */
  draw(polylines: Polylines, ondone: () => void): void {
    this.stop();
    let next = this.stroke(polylines, 0, FIRST_BATCH);
    const goOn = () => {
      const started = performance.now();
      while (next < polylines.lines.length && performance.now() - started < FRAME_BUDGET_MS) {
        next = this.stroke(polylines, next, next + PATH_LINES);
      }
      if (next < polylines.lines.length) this.frame = requestAnimationFrame(goOn);
      else ondone();
    };
    if (next < polylines.lines.length) this.frame = requestAnimationFrame(goOn);
    else ondone();
  }

  private stroke({ x, y, lines, colourOf, alpha, width }: Polylines, from: number, to: number): number {
    const { context } = this;
    const end = Math.min(to, lines.length);
    context.globalAlpha = alpha;
    context.lineWidth = width;
    context.lineJoin = "round";
    let colour = "";
    let inPath = 0;
    for (let i = from; i < end; i++) {
      const line = lines[i];
      const its = colourOf(line);
      if (its !== colour || inPath >= PATH_LINES) {
        if (inPath > 0) context.stroke();
        context.beginPath();
        context.strokeStyle = its;
        colour = its;
        inPath = 0;
      }
      for (let corner = 0; corner < x.length; corner++) {
        const at = y[line * x.length + corner];
        if (corner === 0) context.moveTo(x[0], at);
        else context.lineTo(x[corner], at);
      }
      inPath += 1;
    }
    if (inPath > 0) context.stroke();
    context.globalAlpha = 1;
    return end;
  }
}

/** The line among `candidates` that passes nearest to a place, within `reach` pixels; -1 where none does. */
export function nearestLine(
  { x, y }: Pick<Polylines, "x" | "y">,
  candidates: ArrayLike<number>,
  atX: number,
  atY: number,
  reach: number,
): number {
  if (x.length < 2 || atX < x[0] - reach || atX > x[x.length - 1] + reach) return -1;
  let right = 1;
  while (right < x.length - 1 && x[right] < atX) right += 1;
  const part = Math.min(1, Math.max(0, (atX - x[right - 1]) / (x[right] - x[right - 1])));
  let nearest = -1;
  let least = reach;
  for (let i = 0; i < candidates.length; i++) {
    const corner = candidates[i] * x.length + right;
    const rise = y[corner] - y[corner - 1];
    const slope = rise / (x[right] - x[right - 1]);
    const away = Math.abs(y[corner - 1] + part * rise - atY) / Math.sqrt(1 + slope * slope);
    if (away <= least) [nearest, least] = [candidates[i], away];
  }
  return nearest;
}
