/** Round numbers for an axis, and how they are written: linear, logarithmic, durations and moments. */

/** Where a shorter name for a large number begins. */
const UNITS: [number, string][] = [
  [1e9, "B"],
  [1e6, "M"],
  [1e4, "k"],
];

const LOG_UNITS: [number, string][] = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/** Between these a logarithmic axis needs no exponents. */
const PLAIN_FROM = 1e-4;
const PLAIN_BELOW = 1e12;

export interface Tick {
  value: number;
  label: string;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, MINUTE, 120, 300, 600, 900, 1200, 1800, HOUR, 7200, 10800, 21600, 43200, DAY];

/** The smallest of 1, 2, 5 times a power of ten that gives at most `count` intervals. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const factor of [1, 2, 5]) if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

function multiples(lo: number, hi: number, step: number): number[] {
  const values: number[] = [];
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  for (let k = first; k <= last && values.length < 100; k++) values.push(k * step + 0);
  return values;
}

export function linearTicks(lo: number, hi: number, count: number, integers = false): Tick[] {
  if (!(hi > lo)) return [];
  let step = niceStep(hi - lo, count);
  if (integers) step = Math.max(1, step);
  const values = multiples(lo, hi, step);
  const label = labelling(step, Math.max(...values.map(Math.abs)));
  return values.map((value) => ({ value, label: label(value) }));
}

/** One notation for a whole axis, precise enough to tell neighbours apart: 5k, 10k; 0.25, 0.50; 1.5e−7. */
function labelling(step: number, largest: number): (value: number) => string {
  const decimalsOf = (size: number) => Math.max(0, Math.ceil(-Math.log10(size) - 1e-9));
  if (largest >= 1e15 || (largest < 1e-3 && decimalsOf(step) > 4)) return scientific(step, largest);
  const [from, suffix] = UNITS.find(([size]) => largest >= size) ?? [1, ""];
  const unit = suffix === "k" ? 1e3 : from;
  const decimals = decimalsOf(step / unit);
  if (suffix && decimals > 1) return grouped(decimalsOf(step));
  return (value) => (Math.abs(value) < step * 1e-6 ? "0" : minus((value / unit).toFixed(decimals)) + suffix);
}

function grouped(decimals: number): (value: number) => string {
  const format = new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => minus(format.format(value));
}

/** All with the exponent of the largest. */
function scientific(step: number, largest: number): (value: number) => string {
  const exponent = exponentOf(largest);
  const digits = Math.min(12, Math.max(0, exponent - exponentOf(step)));
  return (value) => {
    if (Math.abs(value) < step * 1e-6) return "0";
    return minus(`${(value / 10 ** exponent).toFixed(digits)}e${exponent}`);
  };
}

function exponentOf(size: number): number {
  return Math.floor(Math.log10(size) + 1e-9);
}

function minus(text: string): string {
  return text
    .replace("-", "−")
    .replace(/e−/, "e-")
    .replace(/e-(\d)/, "e−$1");
}

/** Powers of ten; between them 2 and 5 where few fit. Falls back to linear ticks within one decade. */
export function logTicks(lo: number, hi: number, count: number, integers = false): Tick[] {
  if (!(lo > 0) || !(hi > lo)) return [];
  const decades = Math.log10(hi / lo);
  if (decades < 0.7) return linearTicks(lo, hi, count, integers);
  const factors = decades * 3 <= count + 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(lo)); power <= Math.ceil(Math.log10(hi)); power++) {
    if (power % stride !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${power}`);
      if (value >= lo * (1 - 1e-9) && value <= hi * (1 + 1e-9)) values.push(value);
    }
  }
  const label = logLabelling(values);
  return values.map((value) => ({ value, label: label(value) }));
}

/** Nought and powers of ten of the threshold on either side; linear ticks where all lies below the threshold. */
export function symlogTicks(lo: number, hi: number, threshold: number, count: number): Tick[] {
  if (!(hi > lo)) return [];
  const decadesTo = (end: number) => Math.floor(Math.log10(Math.max(1, end / threshold)) + 1e-9);
  const [down, up] = [lo < 0 ? decadesTo(-lo) : -1, hi > 0 ? decadesTo(hi) : -1];
  if (Math.max(-lo, hi) < threshold || down + up < 1) return linearTicks(lo, hi, count);
  const stride = Math.max(1, Math.ceil((down + up + 3) / Math.max(2, count)));
  const sizes: number[] = [];
  for (let power = 0; power <= Math.max(down, up); power += stride) {
    sizes.push(Number(`1e${Math.round(Math.log10(threshold)) + power}`));
  }
  const label = logLabelling(sizes);
  const side = (sign: 1 | -1) =>
    sizes.map((size) => ({ value: sign * size, label: sign < 0 ? minus(`-${label(size)}`) : label(size) }));
  const ticks = [...side(-1).reverse(), { value: 0, label: "0" }, ...side(1)];
  return ticks.filter(({ value }) => value >= lo && value <= hi);
}

/** One notation for a whole axis: 0.0005, 0.01, 1; or 10, 1k, 100k; or 1e−6, 1e0. */
function logLabelling(values: number[]): (value: number) => string {
  const [smallest, largest] = [values[0], values[values.length - 1]];
  if (smallest < PLAIN_FROM || largest >= PLAIN_BELOW)
    return (value) => minus(value.toExponential().replace("e+", "e"));
  if (largest < 1e4) return String;
  return (value) => {
    const [size, suffix] = LOG_UNITS.find(([from]) => value >= from) ?? [1, ""];
    return value / size + suffix;
  };
}

/** Seconds since a start, as 30s, 5m, 1h 30m, 2d. */
export function durationTicks(lo: number, hi: number, count: number): Tick[] {
  if (!(hi > lo)) return [];
  const rough = (hi - lo) / Math.max(1, count);
  if (rough < 1) return linearTicks(lo, hi, count).map((tick) => ({ ...tick, label: `${tick.label}s` }));
  const step =
    TIME_STEPS.find((candidate) => candidate >= rough) ?? Math.max(1, niceStep((hi - lo) / DAY, count)) * DAY;
  return multiples(lo, hi, step).map((value) => ({ value, label: value === 0 ? "0" : duration(value) }));
}

export function duration(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  let rest = Math.abs(seconds);
  if (rest < MINUTE) return `${sign}${Number(rest.toFixed(rest < 10 ? 2 : rest % 1 ? 1 : 0))}s`;
  rest = Math.round(rest);
  const parts = [
    [Math.floor(rest / DAY), "d"],
    [Math.floor((rest % DAY) / HOUR), "h"],
    [Math.floor((rest % HOUR) / MINUTE), "m"],
    [rest % MINUTE, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return sign + shown.map(([amount, unit]) => `${amount}${unit}`).join(" ");
}

/** Moments on local round times, with the date where the day changes. */
export function wallTicks(lo: number, hi: number, count: number): Tick[] {
  if (!(hi > lo)) return [];
  const zone = new Date(lo * 1000).getTimezoneOffset() * MINUTE;
  const rough = (hi - lo) / Math.max(1, count);
  const step =
    rough < 1
      ? niceStep(hi - lo, count)
      : (TIME_STEPS.find((candidate) => candidate >= rough) ?? Math.ceil(rough / DAY) * DAY);
  let day = "";
  return multiples(lo - zone, hi - zone, step).map((local) => {
    const moment = new Date((local + zone) * 1000);
    const today = moment.toDateString();
    const newDay = day !== "" && today !== day;
    day = today;
    const pad = (part: number) => String(part).padStart(2, "0");
    const clock = `${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
    const date = `${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
    const label = step >= DAY || newDay ? date : step < MINUTE ? `${clock}:${pad(moment.getSeconds())}` : clock;
    return { value: local + zone, label };
  });
}
