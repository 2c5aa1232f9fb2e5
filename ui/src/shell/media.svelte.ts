/** The cards of what is no scalar: which there are, where they stand, and which of them fills the window. Wraps `data/media.ts`. */
import type { Stroke } from "../data/colours";
import { type MediaCard, mediaCards, sameMediaCard } from "../data/media";
import type { MediaView } from "../data/mediaview";
import { type CardPlace, prefixOf } from "../data/sections";
import { textFilter } from "../data/selection";
import type { View } from "../data/url";
import type { Logdir } from "./logdir.svelte";

interface Source {
  readonly logdir: Logdir;
  readonly view: View;
  readonly names: ReadonlyMap<number, string>;
  readonly shown: ReadonlySet<number>;
  readonly strokes: ReadonlyMap<number, Stroke>;
  readonly tab: string;
}

export class MediaCards {
  private before = new Map<string, MediaCard>();

  constructor(private readonly board: Source) {}

  /** By id. */
  readonly all: ReadonlyMap<string, MediaCard> = $derived.by(() => this.make());
  private readonly images: ReadonlyMap<string, MediaCard> = $derived(
    new Map([...this.all].filter(([, { kind }]) => kind === "image")),
  );
  /** Those that pass the filter and are of a kind that is shown. */
  readonly shown: MediaCard[] = $derived.by(() => {
    const matches = textFilter(this.board.view.tagFilter);
    return [...this.all.values()].filter(({ name, kind }) => this.isShown(kind) && matches(name));
  });
  readonly places: CardPlace[] = $derived.by(() =>
    [...this.all.values()].map(({ id, name }) => ({ id, name, section: prefixOf(name), media: true })),
  );
  /** The card that fills the window. */
  readonly full: MediaCard | null = $derived.by(
    () => (this.board.tab === "board" && this.images.get(this.board.view.fullScreen ?? "")) || null,
  );

  isShown(kind: string): boolean {
    return this.board.view.media.kind === null || this.board.view.media.kind === kind;
  }

  change(changed: Partial<MediaView>): void {
    this.board.view.media = { ...this.board.view.media, ...changed };
  }

  private make(): Map<string, MediaCard> {
    const { logdir, names, shown, strokes } = this.board;
    const runs = logdir.runs
      .filter(({ id }) => shown.has(id))
      .map((run) => ({
        run,
        label: names.get(run.id) ?? run.name,
        stroke: strokes.get(run.id) as Stroke,
      }));
    const cards = mediaCards(logdir.table, runs);
    for (const [id, card] of cards) {
      const before = this.before.get(id);
      if (before && sameMediaCard(before, card)) cards.set(id, before);
    }
    this.before = cards;
    return cards;
  }
}
