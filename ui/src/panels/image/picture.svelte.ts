/** One sample of one run in the viewer: which point it is of, and its decoded picture. Wraps `samples.ts` and `pictures.ts`. */
import { blobAddress, type Sample } from "../../api/media";
import type { MediaColumn } from "../../data/media";
import type { Points } from "../../data/points";
import type { Pin } from "../../data/url";
import { ColumnPoint } from "../media/column.svelte";
import { loadPicture, MOST_PIXELS } from "./pictures";
import { samplesOf } from "./samples";

export type PictureState = "loading" | "shown" | "none" | "failed" | "not-a-picture" | "too-large" | "video";

export class RunPicture {
  readonly point = new ColumnPoint(samplesOf);
  /** Stays until the next is there. */
  image = $state.raw<HTMLImageElement | null>(null);
  private undecodable = $state("");
  private insisted = $state("");
  private wanted = "";

  constructor(readonly column: MediaColumn) {}

  sampleAt(sample: number): Sample | null {
    return this.point.current?.held[sample] ?? null;
  }

  addressOf(sample: number): string {
    const { current } = this.point;
    return current && this.sampleAt(sample) ? blobAddress(current.ref, sample) : "";
  }

  stateOf(sample: number): PictureState {
    const { current, failed, firstLater } = this.point;
    const held = this.sampleAt(sample);
    if (!held) return current || failed || firstLater !== null ? "none" : "loading";
    const address = this.addressOf(sample);
    if (held.type === null) return "not-a-picture";
    if (held.type.startsWith("video/")) return "video";
    if (this.undecodable === address) return "failed";
    if ((held.width ?? 0) * (held.height ?? 0) > MOST_PIXELS && this.insisted !== address) return "too-large";
    return this.image?.src.endsWith(address) ? "shown" : "loading";
  }

  insist(sample: number): void {
    this.insisted = this.addressOf(sample);
  }

  want(points: Points, at: Pin | null): void {
    this.point.want(points, at, this.column.start);
  }

  /** To be called once what the point holds is known. */
  load(sample: number): void {
    const state = this.stateOf(sample);
    const address = this.addressOf(sample);
    if (state !== "loading" && state !== "shown") this.image = null;
    if (state !== "loading" || !address || address === this.wanted) return;
    this.wanted = address;
    loadPicture(address).then(
      (image) => {
        if (this.wanted === address) this.image = image;
      },
      () => {
        this.undecodable = address;
        this.image = null;
      },
    );
  }
}
