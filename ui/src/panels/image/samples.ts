/** Which pictures single points hold; questions of one moment go out together. Wraps `api/media.ts`. */
import { ApiError } from "../../api";
import { fetchSamples, type Held, MOST_REFERENCES, type Sample } from "../../api/media";
import { Batch } from "../media/batch";
import { Kept } from "../media/kept";
import { track } from "../media/settled";

const POINTS_KEPT = 10_000;
const OK = 200;

const kept = new Kept<Promise<Sample[]>>(POINTS_KEPT);
const describing = new Batch<string, Held>(fetchSamples, MOST_REFERENCES);

/** Rejects with an `ApiError` where the point cannot be read. */
export function samplesOf(ref: string): Promise<Sample[]> {
  const there = kept.get(ref);
  if (there) return there;
  const asked = track(
    describing.ask(ref).then(({ samples, status, error }) => {
      if (status !== OK) throw new ApiError(error ?? "", status);
      return samples;
    }),
  );
  kept.set(ref, asked, 1);
  asked.catch(() => kept.delete(ref));
  return asked;
}
