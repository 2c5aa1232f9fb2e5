/** Where a menu or a small window opens. */

/** An element, or a place in the window in CSS pixels. */
export type Anchor = Element | { x: number; y: number };

const GAP = 4;
const EDGE = 8;

/** Below the anchor, or above where there is no room, and inside the window. At an element the right edges meet. */
export function placeAt(floating: HTMLElement, anchor: Anchor): void {
  const { offsetWidth: width, offsetHeight: height } = floating;
  const box = anchor instanceof Element ? anchor.getBoundingClientRect() : null;
  const [x, top, bottom] = box
    ? [box.right - width, box.top - GAP, box.bottom + GAP]
    : [(anchor as { x: number }).x, (anchor as { y: number }).y, (anchor as { y: number }).y];
  const below = bottom + height <= innerHeight - EDGE;
  floating.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
  floating.style.top = `${below ? bottom : Math.max(EDGE, top - height)}px`;
}
