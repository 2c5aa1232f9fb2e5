/**
 * What a chart is drawn on: the part of the canvas that drawing uses. A canvas is one as it is; `svg.ts` writes the same
 * calls as vector graphics.
 */
export type Surface = Pick<
  CanvasRenderingContext2D,
  | "strokeStyle"
  | "fillStyle"
  | "globalAlpha"
  | "lineWidth"
  | "lineJoin"
  | "setLineDash"
  | "font"
  | "textAlign"
  | "textBaseline"
  | "fillText"
  | "strokeText"
  | "measureText"
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "rect"
  | "arc"
  | "stroke"
  | "fill"
  | "clip"
  | "save"
  | "restore"
  | "translate"
  | "rotate"
>;
