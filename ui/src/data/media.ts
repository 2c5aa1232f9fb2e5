/** Cards of what is no scalar: one for each tag and kind, with a column a shown run. */
import type { Stroke } from "./colours";
import type { Start } from "./points";
import type { Media, Run, RunTable } from "./runs";

export const MEDIA_KINDS = ["image", "text"] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** What `add_text` adds to a tag, here as in tensorboardX and torch. */
const TEXT_ENDING = /(?<=.)\/text_summary$/;

export interface MediaColumn {
  run: number;
  /** The run's path below the logdir. */
  name: string;
  label: string;
  stroke: Stroke;
  source: Media;
  start: Start;
}

export interface MediaCard {
  id: string;
  kind: MediaKind;
  /** The tag, without what a writer added to it. */
  name: string;
  columns: MediaColumn[];
}

export function isMediaKind(kind: string): kind is MediaKind {
  return MEDIA_KINDS.some((known) => known === kind);
}

/** By id. Runs keep their order. */
export function mediaCards(
  table: RunTable,
  shown: readonly { run: Run; label: string; stroke: Stroke }[],
): Map<string, MediaCard> {
  const cards = new Map<string, MediaCard>();
  for (const { run, label, stroke } of shown) {
    for (const source of run.media.values()) {
      if (!isMediaKind(source.kind)) continue;
      const tag = table.tags[source.tag] ?? "";
      const name = source.kind === "text" ? tag.replace(TEXT_ENDING, "") : tag;
      const id = `${source.kind}://${tag}`;
      const card = cards.get(id) ?? { id, kind: source.kind, name, columns: [] };
      cards.set(id, card);
      const start = { step: run.firstStep, wall: run.firstWall ?? 0 };
      card.columns.push({ run: run.id, name: run.name, label, stroke, source, start });
    }
  }
  return cards;
}

/** Whether a card made anew would show anything else. */
export function sameMediaCard(a: MediaCard, b: MediaCard): boolean {
  return (
    a.columns.length === b.columns.length &&
    a.columns.every((one, place) => {
      const other = b.columns[place];
      return one.source === other.source && one.label === other.label && one.stroke.colour === other.stroke.colour;
    })
  );
}
