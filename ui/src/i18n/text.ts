/** The words of cards of text. */
import { en as enSteps, zh as zhSteps } from "./steps";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const en = {
  ...enSteps,
  card: (tag: string, runs: number) => `${tag}, texts of ${plural(runs, "run", "runs")}`,
  column: (run: string) => `Text of ${run}`,
  raw: "As it was logged",
  rawHint: "Show the text as it was logged, without its markdown",
  changes: "Changed words",
  changesOf: { none: "Not marked", step: "Since the step before", run: "From the first run" },
  first: "Nothing to compare with: this is the first.",
  same: "No word is different.",
  tooLong: (size: string) => `${size} of text, shown as it was logged.`,
  render: "Show as markdown",
  imageElsewhere: (alt: string) => `[image ${alt}]`,
  empty: "The text is empty.",
};

export const zh: typeof en = {
  ...zhSteps,
  card: (tag, runs) => `${tag}，${runs} 个运行的文本`,
  column: (run) => `${run} 的文本`,
  raw: "原文",
  rawHint: "按记录的原样显示，不渲染 Markdown",
  changes: "变化的词",
  changesOf: { none: "不标记", step: "与上一步相比", run: "与第一个运行相比" },
  first: "没有可比较的内容：这是第一个。",
  same: "没有不同的词。",
  tooLong: (size) => `文本有 ${size}，按原样显示。`,
  render: "按 Markdown 显示",
  imageElsewhere: (alt) => `［图像 ${alt}］`,
  empty: "文本为空。",
};
