/** The groups of a chart as they are drawn, as CSV: a row for each bucket of each line. */
import type { GroupView } from "./groups";
import type { Line, XAxis } from "./line";

/** As in RFC 4180. A bucket without a value has empty fields, a band where there is none too. */
export function groupsCsv(lines: readonly Line[], axis: XAxis, { centre, spread }: GroupView): string {
  const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const number = (value: number, there: boolean) => (there && Number.isFinite(value) ? String(value) : "");
  const head = ["group", `${axis}_first`, `${axis}_last`, "n", "runs", centre, "lo", "hi", "band"];
  const rows = lines.flatMap((line) => {
    const { group } = line;
    if (!group) return [];
    const values = line.smoothed ?? line.value;
    return Array.from({ length: line.n }, (_, i) => {
      const [n, band] = [group.n[i], group.n[i] > 1 && spread !== "none"];
      const place = [line.xFirst[i], line.xLast[i], n, group.total].map(String);
      const value = [number(values[i], n > 0), number(line.min[i], band), number(line.max[i], band)];
      return [field(line.label), ...place, ...value, band ? spread : ""];
    });
  });
  return [head, ...rows].map((fields) => `${fields.join(",")}\r\n`).join("");
}
