/** The lines of a card with those of runs in a group made one. A group of which nothing has changed keeps its line. */
import type { CardSeries } from "../../data/card";
import { groupLine } from "../../data/grouplines";
import type { GroupView } from "../../data/groups";
import { type Line, type LineStyle, sameStyle, type XAxis } from "../../data/line";
import type { XScale } from "../../data/xaxis";

interface Wanted {
  series: CardSeries[];
  axis: XAxis;
  scale: XScale;
  groups: GroupView;
}

interface Gathered {
  style: LineStyle;
  members: Line[];
  total: number;
  view: GroupView;
  axis: XAxis;
  scale: XScale;
}

export class GroupedLines {
  private made = new Map<string, { from: Gathered; line: Line }>();

  /** `lines` are those of `series`, as far as they have been loaded. */
  of({ series, axis, scale, groups: view }: Wanted, lines: (Line | undefined)[]): Line[] {
    const gathered = new Map<string, Gathered>();
    const alone: Line[] = [];
    for (const [place, one] of series.entries()) {
      const line = lines[place];
      if (!one.group) {
        if (line) alone.push(line);
        continue;
      }
      const key = `${one.group.run}|${one.group.label}`;
      const group = gathered.get(key) ?? { style: one.group, members: [], total: 0, view, axis, scale };
      gathered.set(key, group);
      group.total += 1;
      if (line) group.members.push(line);
    }
    return [...alone, ...this.groupsOf(gathered)];
  }

  private groupsOf(gathered: ReadonlyMap<string, Gathered>): Line[] {
    const made = new Map<string, { from: Gathered; line: Line }>();
    for (const [key, from] of gathered) {
      if (from.members.length === 0) continue;
      const old = this.made.get(key);
      const { style, members, total, view, axis, scale } = from;
      const kept =
        old && same(old.from, from) ? old : { from, line: groupLine(style, members, total, view, axis, scale) };
      made.set(key, kept);
    }
    this.made = made;
    return [...made.values()].map(({ line }) => line);
  }
}

function same(a: Gathered, b: Gathered): boolean {
  return (
    a.view === b.view &&
    a.axis === b.axis &&
    a.scale.kind === b.scale.kind &&
    a.scale.threshold === b.scale.threshold &&
    a.total === b.total &&
    sameStyle(a.style, b.style) &&
    a.members.length === b.members.length &&
    a.members.every((line, place) => line === b.members[place])
  );
}
