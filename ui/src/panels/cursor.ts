/**
 * One crosshair for all charts. Moving it must cost next to nothing, so charts listen here and move an element by
 * themselves, instead of through the page's reactive state.
 */
import type { XAxis } from "../data/line";

export interface CursorPlace {
  axis: XAxis;
  x: number;
}

type Listener = (place: CursorPlace | null, pinned: CursorPlace | null) => void;

export class Cursor {
  private place: CursorPlace | null = null;
  private pinned: CursorPlace | null = null;
  private readonly listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    listener(this.place, this.pinned);
    return () => this.listeners.delete(listener);
  }

  move(place: CursorPlace | null): void {
    this.place = place;
    this.tell();
  }

  pin(place: CursorPlace | null): void {
    this.pinned = place;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.place, this.pinned);
  }
}
