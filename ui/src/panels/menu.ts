/** What a menu offers. */
export interface MenuItem {
  label: string;
  /** A key, a form or a size, said beside the label. */
  hint?: string;
  /** A line stands above it. */
  separated?: boolean;
  /** What it does; the menu closes afterwards, if the answer is `true`. */
  choose(): Promise<boolean>;
}
