/** Configuration as people take it elsewhere: JSON, YAML that 1.1 and 1.2 read alike, and flags for a command line. */
import { flat, isMapping, type Logged, valueText } from "./configuration";

export const CONFIG_FORMS = ["json", "yaml", "flags"] as const;
export type ConfigForm = (typeof CONFIG_FORMS)[number];

type Mapping = { [name: string]: Logged };

export function configText(values: Mapping, form: ConfigForm): string {
  if (form === "json") return `${JSON.stringify(values, null, 2)}\n`;
  return form === "yaml" ? toYaml(values) : toFlags(values);
}

export function toYaml(values: Mapping): string {
  const lines = linesOf(values, "");
  return lines.length > 0 ? `${lines.join("\n")}\n` : "{}\n";
}

function linesOf(value: Logged, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      if (!isBlock(item)) return [`${indent}- ${scalar(item)}`];
      const [first, ...rest] = linesOf(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (!isMapping(value)) return [indent + scalar(value)];
  return Object.entries(value).flatMap(([name, inner]) =>
    isBlock(inner)
      ? [`${indent}${text(name)}:`, ...linesOf(inner, `${indent}  `)]
      : [`${indent}${text(name)}: ${scalar(inner)}`],
  );
}

/** Mappings, and lists that hold more than plain values; the others stand in one line. */
function isBlock(value: Logged): boolean {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object" && item !== null);
  return isMapping(value) && Object.keys(value).length > 0;
}

function scalar(value: Logged): string {
  if (Array.isArray(value)) return `[${value.map(scalar).join(", ")}]`;
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return float(value);
  return isMapping(value) ? "{}" : String(value);
}

/** YAML 1.1 takes `1e-7` for text: it wants a point. */
function float(value: number): string {
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}

/** Bare where no reader takes it for anything but text. */
function text(value: string): string {
  const plain = /^[A-Za-z_][\w./-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

/** `--model.layers=12`, as Hydra without its dashes, jsonargparse and Lightning's command line take them. */
export function toFlags(values: Mapping): string {
  return [...flat(values)].map(([path, value]) => `--${path}=${quoted(valueText(value))}`).join(" ");
}

/** For a POSIX shell. */
function quoted(argument: string): string {
  return /^[\w./:@%+,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
