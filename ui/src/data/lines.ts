/** The lines of TensorBoard's multiline chart: expressions of Python's, each for the tags that begin with a match. */

/** What only Python writes so, and how JavaScript does. */
const PYTHON: readonly (readonly [RegExp, string])[] = [
  [/\(\?P</g, "(?<"],
  [/\(\?P=(\w+)\)/g, "\\k<$1>"],
  [/\\A/g, "^"],
  [/\\Z/g, "(?![^])"],
];

/** Whether a tag is one of the line; an expression that is none stands for itself. */
export function lineMatcher(line: string): (tag: string) => boolean {
  try {
    const translated = PYTHON.reduce((text, [theirs, ours]) => text.replace(theirs, ours), line);
    const expression = new RegExp(`^(?:${translated})`);
    return (tag) => expression.test(tag);
  } catch {
    return (tag) => tag === line;
  }
}
