/** Sizes of files as people read them: `48.1 MB`. */

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let [size, unit] = [bytes / 1000, 0];
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}
