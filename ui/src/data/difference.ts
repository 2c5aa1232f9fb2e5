/** How two pictures of one size differ, over red, green and blue of 0 to 255. */
export interface Difference {
  /** Of pixels that differ in any colour, 0 to 1. */
  share: number;
  /** Mean distance of a colour. */
  mean: number;
  most: number;
}

/** Both in rows of red, green, blue, alpha. */
export function differenceOf(a: Uint8ClampedArray, b: Uint8ClampedArray): Difference {
  let differing = 0;
  let sum = 0;
  let most = 0;
  for (let at = 0; at < a.length; at += 4) {
    let differs = 0;
    for (let colour = at; colour < at + 3; colour++) {
      const distance = Math.abs(a[colour] - b[colour]);
      sum += distance;
      if (distance > differs) differs = distance;
    }
    if (differs > 0) differing += 1;
    if (differs > most) most = differs;
  }
  const pixels = Math.max(1, a.length / 4);
  return { share: differing / pixels, mean: sum / (3 * pixels), most };
}
