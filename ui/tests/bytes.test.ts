import { expect, test } from "vitest";
import { formatBytes } from "../src/data/bytes";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [48_120_331, "48.1 MB"],
  [99_960, "100 kB"],
  [999_600, "1.0 MB"],
  [3.2e15, "3.2 PB"],
  [9e18, "9000 PB"],
])("%d bytes", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
