/** Draws the lines that people compare with: dashed, with a label at the edge. */
import type { Reference } from "../data/references";
import { crisp, type PlotArea } from "./axes";
import type { Ink } from "./ink";
import type { Scale } from "./scale";
import type { Surface } from "./surface";

const DASH = [5, 4];
const LABEL_GAP = 4;

export function drawReferences(
  context: Surface,
  references: readonly Reference[],
  { area, x, y, ratio }: { area: PlotArea; x: Scale; y: Scale; ratio: number },
  ink: Ink,
): void {
  if (references.length === 0) return;
  context.font = ink.font;
  context.strokeStyle = ink.strong;
  context.lineJoin = "round";
  for (const { axis, at, label } of references) {
    const place = crisp((axis === "y" ? y : x).pixel(at), ratio);
    const [least, most] = axis === "y" ? [area.top, area.bottom] : [area.left, area.right];
    if (!(place >= least - 1 && place <= most + 1)) continue;
    context.lineWidth = 1;
    context.setLineDash(DASH);
    context.beginPath();
    context.moveTo(axis === "y" ? area.left : place, axis === "y" ? place : area.top);
    context.lineTo(axis === "y" ? area.right : place, axis === "y" ? place : area.bottom);
    context.stroke();
    context.setLineDash([]);
    if (axis === "y")
      write(context, label, area.right - LABEL_GAP, place > area.top + 16 ? place - 8 : place + 8, "right", ink);
    else write(context, label, place + LABEL_GAP, area.top + 8, "left", ink);
  }
}

/** Legible over lines: the surface behind its letters. */
function write(context: Surface, text: string, x: number, y: number, align: CanvasTextAlign, ink: Ink): void {
  if (text === "") return;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.lineWidth = 4;
  const line = context.strokeStyle;
  context.strokeStyle = ink.surface;
  context.strokeText(text, x, y);
  context.strokeStyle = line;
  context.fillStyle = ink.strong;
  context.fillText(text, x, y);
}
