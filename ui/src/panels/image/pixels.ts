/** The colours of decoded pictures, read where they are asked for. */
import { type Difference, differenceOf } from "../../data/difference";

export type Colour = [red: number, green: number, blue: number, alpha: number];

/** Reading more than this at once would be felt. */
const MOST_COMPARED = 4 * 2 ** 20;

let reader: CanvasRenderingContext2D | null = null;

/** The colour at a pixel, in 0 to 255; `null` outside. */
export function colourAt(image: HTMLImageElement, x: number, y: number): Colour | null {
  if (x < 0 || y < 0 || x >= image.naturalWidth || y >= image.naturalHeight) return null;
  reader ??= canvasOf(1, 1);
  reader.clearRect(0, 0, 1, 1);
  reader.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
  const { data } = reader.getImageData(0, 0, 1, 1);
  return [data[0], data[1], data[2], data[3]];
}

/** `null` where the sizes differ, or where there is too much to read. */
export function compare(a: HTMLImageElement, b: HTMLImageElement): Difference | null {
  const { naturalWidth: width, naturalHeight: height } = a;
  if (width !== b.naturalWidth || height !== b.naturalHeight || width * height > MOST_COMPARED) return null;
  const [first, second] = [a, b].map((image) => {
    const canvas = canvasOf(width, height);
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, width, height).data;
  });
  return differenceOf(first, second);
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.imageSmoothingEnabled = false;
  return context;
}
