/** The texts of single points, kept while they are few. Wraps `api/media.ts`. */
import { fetchText, type Text } from "../../api/media";
import { Kept } from "../media/kept";
import { track } from "../media/settled";

const LETTERS_KEPT = 16 * 2 ** 20;

const kept = new Kept<Text>(LETTERS_KEPT);

export async function textOf(ref: string): Promise<Text> {
  const there = kept.get(ref);
  if (there) return there;
  const text = await track(fetchText(ref));
  kept.set(
    ref,
    text,
    text.values.reduce((sum, value) => sum + value.length, 0),
  );
  return text;
}

export function joined({ values }: Text): string {
  return values.join("\n");
}
