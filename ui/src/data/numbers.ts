/** How values, steps and moments are written in lists and tooltips. */
import type { XAxis } from "../frame";
import { duration } from "./ticks";
import { tagOfAxis } from "./xaxis";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** Four significant digits, without an exponent where people would not write one. */
export function formatValue(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e15 || size < 1e-4)
    return value
      .toExponential(digits - 1)
      .replace("e+", "e")
      .replaceAll("-", "−");
  if (size >= 1e4)
    return (Number.isInteger(value) || size >= 1e6 ? grouped.format(value) : value.toFixed(1)).replace("-", "−");
  return value.toPrecision(digits).replace("-", "−");
}

/** float32 is told apart by so many digits. */
const LOGGED_DIGITS = 7;

/** As it was logged: what was a round number in float32 is one again. */
export function formatLogged(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(LOGGED_DIGITS))) : String(value);
}

export function formatCount(count: number): string {
  return grouped.format(count);
}

export function formatX(x: number, axis: XAxis): string {
  if (axis === "relative") return duration(x);
  if (axis === "wall") return formatMoment(x);
  return tagOfAxis(axis) === null ? grouped.format(Math.round(x)) : formatValue(x);
}

export function formatMoment(seconds: number): string {
  const moment = new Date(seconds * 1000);
  const pad = (part: number) => String(part).padStart(2, "0");
  const date = `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
  return `${date} ${pad(moment.getHours())}:${pad(moment.getMinutes())}:${pad(moment.getSeconds())}`;
}

const SIZES = ["kB", "MB", "GB", "TB"] as const;

/** In powers of ten, as disks are sold and as `ls -h --si` counts. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const power = Math.min(SIZES.length, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1_000 ** power).toPrecision(3))} ${SIZES[power - 1]}`;
}
