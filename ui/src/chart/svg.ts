/**
 * A surface that writes what is drawn on it as SVG for papers: paths, and text as text; no filter, style sheet, embedded
 * page or picture, so that every program that makes a PDF of it draws the same.
 */
import type { Surface } from "./surface";

type Point = [x: number, y: number];
type Font = { size: number; weight: string; family: string };

/** What `save` keeps. */
interface Style {
  strokeStyle: string;
  fillStyle: string;
  globalAlpha: number;
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  dash: number[];
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
}

const INITIAL: Style = {
  strokeStyle: "#000000",
  fillStyle: "#000000",
  globalAlpha: 1,
  lineWidth: 1,
  lineJoin: "miter",
  dash: [],
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
};

const ANCHORS: Record<CanvasTextAlign, string> = {
  start: "start",
  left: "start",
  center: "middle",
  right: "end",
  end: "end",
};
/** How far below the given y the letters stand, in heights of the font: not all programs know SVG's own baselines. */
const BASELINES: Partial<Record<CanvasTextBaseline, number>> = { top: 0.8, middle: 0.35, bottom: -0.2 };

export class SvgSurface implements Surface {
  private style = { ...INITIAL };
  /** How many groups were opened since each `save`. */
  private readonly saved: { style: Style; groups: number }[] = [];
  private groups = 0;
  private clips = 0;
  private path = "";
  private readonly parts: string[] = [];

  /** `widthOf` measures a text in a CSS font. */
  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly widthOf: (text: string, font: string) => number,
  ) {}

  /** The whole document. `title` is for who cannot see it. */
  document(title: string): string {
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n<title>${escaped(title)}</title>\n`;
    return `${head}${this.parts.join("\n")}\n</svg>\n`;
  }

  get strokeStyle(): string {
    return this.style.strokeStyle;
  }
  set strokeStyle(colour: string) {
    this.style.strokeStyle = colour;
  }
  get fillStyle(): string {
    return this.style.fillStyle;
  }
  set fillStyle(colour: string) {
    this.style.fillStyle = colour;
  }
  get globalAlpha(): number {
    return this.style.globalAlpha;
  }
  set globalAlpha(alpha: number) {
    this.style.globalAlpha = alpha;
  }
  get lineWidth(): number {
    return this.style.lineWidth;
  }
  set lineWidth(width: number) {
    this.style.lineWidth = width;
  }
  get lineJoin(): CanvasLineJoin {
    return this.style.lineJoin;
  }
  set lineJoin(join: CanvasLineJoin) {
    this.style.lineJoin = join;
  }
  get font(): string {
    return this.style.font;
  }
  set font(font: string) {
    this.style.font = font;
  }
  get textAlign(): CanvasTextAlign {
    return this.style.textAlign;
  }
  set textAlign(align: CanvasTextAlign) {
    this.style.textAlign = align;
  }
  get textBaseline(): CanvasTextBaseline {
    return this.style.textBaseline;
  }
  set textBaseline(baseline: CanvasTextBaseline) {
    this.style.textBaseline = baseline;
  }

  setLineDash(dash: Iterable<number>): void {
    this.style.dash = [...dash];
  }

  save(): void {
    this.saved.push({ style: { ...this.style }, groups: this.groups });
    this.groups = 0;
  }

  restore(): void {
    const before = this.saved.pop();
    if (!before) return;
    for (; this.groups > 0; this.groups--) this.parts.push("</g>");
    this.style = before.style;
    this.groups = before.groups;
  }

  translate(x: number, y: number): void {
    this.open(`transform="translate(${short(x)} ${short(y)})"`);
  }

  rotate(angle: number): void {
    this.open(`transform="rotate(${short((angle * 180) / Math.PI)})"`);
  }

  clip(): void {
    this.clips += 1;
    this.parts.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath>`);
    this.open(`clip-path="url(#clip${this.clips})"`);
  }

  private open(attributes: string): void {
    this.parts.push(`<g ${attributes}>`);
    this.groups += 1;
  }

  beginPath(): void {
    this.path = "";
  }

  moveTo(...at: Point): void {
    this.path += `M${place(at)}`;
  }

  lineTo(...at: Point): void {
    this.path += `${this.path === "" ? "M" : "L"}${place(at)}`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path += `M${place([x, y])}h${short(width)}v${short(height)}h${short(-width)}z`;
  }

  /** Whole circles as two halves: that is all a chart draws. */
  arc(x: number, y: number, radius: number, start: number, end: number): void {
    const r = short(radius);
    const onCircle = (angle: number) => place([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
    const [from, middle, to] = [start, (start + end) / 2, end].map(onCircle);
    this.path += `${this.path === "" ? "M" : "L"}${from}A${r} ${r} 0 0 1 ${middle}A${r} ${r} 0 0 1 ${to}`;
  }

  stroke(): void {
    const { strokeStyle, dash } = this.style;
    if (this.path === "") return;
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(short).join(" ")}"` : "";
    this.parts.push(
      `<path d="${this.path}" fill="none" stroke="${escaped(strokeStyle)}"${this.lineAttributes()}${dashes}${this.alpha("stroke")}/>`,
    );
  }

  fill(): void {
    if (this.path === "") return;
    this.parts.push(`<path d="${this.path}" fill="${escaped(this.style.fillStyle)}"${this.alpha("fill")}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    this.text(text, x, y, `fill="${escaped(this.style.fillStyle)}"${this.alpha("fill")}`);
  }

  strokeText(text: string, x: number, y: number): void {
    const colour = escaped(this.style.strokeStyle);
    this.text(text, x, y, `fill="none" stroke="${colour}"${this.lineAttributes()}${this.alpha("stroke")}`);
  }

  measureText(text: string): TextMetrics {
    return { width: this.widthOf(text, this.style.font) } as TextMetrics;
  }

  private text(text: string, x: number, y: number, paint: string): void {
    const { textAlign, textBaseline } = this.style;
    const { size, weight, family } = parseFont(this.style.font);
    const below = (BASELINES[textBaseline] ?? 0) * size;
    const face = `font-family="${escaped(family)}" font-size="${short(size)}"${weight ? ` font-weight="${weight}"` : ""}`;
    this.parts.push(
      `<text x="${short(x)}" y="${short(y + below)}" text-anchor="${ANCHORS[textAlign]}" ${face} ${paint}>${escaped(text)}</text>`,
    );
  }

  private lineAttributes(): string {
    const { lineWidth, lineJoin } = this.style;
    return ` stroke-width="${short(lineWidth)}"${lineJoin === "miter" ? "" : ` stroke-linejoin="${lineJoin}"`}`;
  }

  private alpha(paint: "fill" | "stroke"): string {
    return this.style.globalAlpha === 1 ? "" : ` ${paint}-opacity="${short(this.style.globalAlpha)}"`;
  }
}

function parseFont(font: string): Font {
  const match = /^(?:(\d{3}|bold)\s+)?([\d.]+)px\s+(.+)$/.exec(font);
  return match
    ? { weight: match[1] ?? "", size: Number(match[2]), family: match[3].replaceAll('"', "'") }
    : { weight: "", size: 10, family: "sans-serif" };
}

function place([x, y]: Point): string {
  return `${short(x)} ${short(y)}`;
}

/** A hundredth of a pixel is finer than any printer. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Names of runs and tags may hold anything; what no XML may hold at all is left out. */
function escaped(text: string): string {
  return [...text]
    .filter(
      (letter) =>
        letter === "\n" || letter === "\t" || (letter >= " " && !/[\uFFFE\uFFFF]|^[\uD800-\uDFFF]$/.test(letter)),
    )
    .join("")
    .replace(/[&<>"]/g, (letter) => ENTITIES[letter]);
}
