/** Hands a scatter chart over as a file: its picture, or its points. */
import { type ScatterFigure, scatterPng, scatterSvg } from "../../chart/scatterfigure";
import { download } from "../download";
import { type Points, pointsCsv } from "./points";

export async function takeAway(
  form: "svg" | "png" | "csv",
  figure: ScatterFigure,
  points: Points,
  names: readonly string[],
  runNameOf: (id: number) => string,
): Promise<void> {
  const made = {
    svg: async () => new Blob([scatterSvg(figure)], { type: "image/svg+xml" }),
    png: () => scatterPng(figure),
    csv: async () => new Blob([pointsCsv(points, names, runNameOf)], { type: "text/csv" }),
  };
  download(await made[form](), `${figure.title}.${form}`);
}
