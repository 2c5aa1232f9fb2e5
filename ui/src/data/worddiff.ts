/** Which words of two texts differ, by the shortest way from one to the other (Myers). */
export interface Piece {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Numbers, words, single letters of scripts without spaces, and what stands between. */
const WORDS =
  /\p{N}+(?:[.,]\p{N}+)*(?:e[+-]?\d+)?|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}\s]/gu;

/** Beyond this many changes the way is no longer looked for: all between the common ends counts as changed. */
const MOST_CHANGES = 500;

export function wordDiff(before: string, after: string): Piece[] {
  const [a, b] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [aEnd, bEnd] = [a.length, b.length];
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const pieces: Piece[] = [];
  add(pieces, "same", a.slice(0, start));
  middle(pieces, a.slice(start, aEnd), b.slice(start, bEnd));
  add(pieces, "same", a.slice(aEnd));
  return pieces;
}

function add(pieces: Piece[], kind: Piece["kind"], words: readonly string[]): void {
  if (words.length === 0) return;
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += words.join("");
  else pieces.push({ kind, text: words.join("") });
}

function middle(pieces: Piece[], a: string[], b: string[]): void {
  const ways = a.length > 0 && b.length > 0 ? search(a, b) : null;
  if (!ways) {
    add(pieces, "removed", a);
    add(pieces, "added", b);
    return;
  }
  for (const { kind, word } of walkBack(ways, a, b)) add(pieces, kind, [word]);
}

/** By number of changes: how far in `a` each diagonal came before them. `null`: there are too many. */
function search(a: string[], b: string[]): Map<number, number>[] | null {
  const ways: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let changes = 0; changes <= Math.min(MOST_CHANGES, a.length + b.length); changes++) {
    ways.push(reached);
    const next = new Map<number, number>();
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = stepsDown(reached, diagonal, changes) ? at(reached, diagonal + 1) : at(reached, diagonal - 1) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return ways;
    }
    reached = next;
  }
  return null;
}

function at(reached: Map<number, number>, diagonal: number): number {
  return reached.get(diagonal) ?? -1;
}

/** Whether the best way onto a diagonal adds a word of `b`, rather than removing one of `a`. */
function stepsDown(reached: Map<number, number>, diagonal: number, changes: number): boolean {
  return diagonal === -changes || (diagonal !== changes && at(reached, diagonal - 1) < at(reached, diagonal + 1));
}

function walkBack(ways: Map<number, number>[], a: string[], b: string[]): { kind: Piece["kind"]; word: string }[] {
  const found: { kind: Piece["kind"]; word: string }[] = [];
  let [x, y] = [a.length, b.length];
  for (let changes = ways.length - 1; changes >= 0; changes--) {
    const diagonal = x - y;
    const down = stepsDown(ways[changes], diagonal, changes);
    const from = down ? diagonal + 1 : diagonal - 1;
    const [fromX, fromY] = [at(ways[changes], from), at(ways[changes], from) - from];
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY) && a[x - 1] === b[y - 1]) {
      found.push({ kind: "same", word: a[x - 1] });
      x--;
      y--;
    }
    if (changes === 0) break;
    if (down) found.push({ kind: "added", word: b[--y] });
    else found.push({ kind: "removed", word: a[--x] });
  }
  return found.reverse();
}
