/** The charts that runs asked for, all as one. Wraps `api.ts`. */
import { parse, request } from "../api";
import { array, boolean, number, object, string, type Valid } from "./validation";

const layoutsAnswer = object({
  boot: string,
  seq: number,
  categories: array(
    object({
      title: string,
      closed: boolean,
      charts: array(
        object({
          title: string,
          lines: array(string),
          margins: array(object({ value: string, lower: string, upper: string })),
        }),
      ),
    }),
  ),
});

export type LayoutsAnswer = Valid<typeof layoutsAnswer>;

export async function fetchLayouts(): Promise<LayoutsAnswer> {
  return parse(await request("api/layouts", {}), layoutsAnswer);
}
