/** What part of a picture is seen and where the pointer is, in parts of its width and height: the same for all that are compared. */
const LEAST_ZOOM = 1 / 256;
const MOST_ZOOM = 512;

export class Lens {
  /** 1: the whole picture fits. */
  zoom = $state(1);
  /** What is in the middle of the window. */
  u = $state(0.5);
  v = $state(0.5);
  hover = $state.raw<{ u: number; v: number } | null>(null);

  /** The place at `u`, `v` stays where it is. */
  zoomAt(factor: number, u: number, v: number): void {
    const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, this.zoom * factor));
    const real = zoom / this.zoom;
    this.zoom = zoom;
    this.moveTo(u - (u - this.u) / real, v - (v - this.v) / real);
  }

  pan(du: number, dv: number): void {
    this.moveTo(this.u + du, this.v + dv);
  }

  fit(): void {
    this.zoom = 1;
    this.moveTo(0.5, 0.5);
  }

  private moveTo(u: number, v: number): void {
    this.u = Math.min(1, Math.max(0, u));
    this.v = Math.min(1, Math.max(0, v));
  }
}
