/**
 * Pictures, fetched and decoded off the page's thread before they are shown, so that a large one delays nothing and a step
 * replaces another without a flicker. Those used last are kept decoded.
 */
import { Kept } from "../media/kept";
import { track } from "../media/settled";

const KEPT_BYTES = 256 * 2 ** 20;
const BYTES_PER_PIXEL = 4;

/** Beyond this many pixels a picture is decoded only when somebody insists. */
export const MOST_PIXELS = 64 * 2 ** 20;

const kept = new Kept<HTMLImageElement>(KEPT_BYTES);
const loading = new Map<string, Promise<HTMLImageElement>>();

/** The decoded picture. Rejects where these bytes are none. */
export function loadPicture(address: string): Promise<HTMLImageElement> {
  const there = kept.get(address);
  if (there) return Promise.resolve(there);
  const before = loading.get(address);
  if (before) return before;
  const image = new Image();
  image.decoding = "async";
  image.src = address;
  const decoding = image.decode().then(() => {
    kept.set(address, image, image.naturalWidth * image.naturalHeight * BYTES_PER_PIXEL);
    return image;
  });
  const done = () => loading.delete(address);
  decoding.then(done, done);
  loading.set(address, decoding);
  return track(decoding);
}
