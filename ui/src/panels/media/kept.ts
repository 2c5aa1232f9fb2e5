/** What was made, by name, until all together weighs too much: then what was used least recently goes. */
export class Kept<T> {
  private readonly entries = new Map<string, { value: T; weight: number }>();
  private total = 0;

  constructor(private readonly most: number) {}

  get(name: string): T | undefined {
    const entry = this.entries.get(name);
    if (!entry) return undefined;
    this.entries.delete(name);
    this.entries.set(name, entry);
    return entry.value;
  }

  set(name: string, value: T, weight: number): void {
    this.delete(name);
    this.entries.set(name, { value, weight });
    this.total += weight;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.most || oldest === name) break;
      this.delete(oldest);
    }
  }

  delete(name: string): void {
    this.total -= this.entries.get(name)?.weight ?? 0;
    this.entries.delete(name);
  }
}
