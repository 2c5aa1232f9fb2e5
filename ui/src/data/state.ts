/** What a run is doing, as far as its files tell. A quiet run is never called crashed: nothing in a file says so. */
import type { HParams } from "./columns";
import type { Run } from "./runs";

export type RunState = "running" | "finished" | "failed" | "quiet";

/** `quiet`: ended or stalled. A run that is being written is running, whatever an earlier session said. */
export function runState(live: boolean, session: HParams["session"]): RunState {
  if (live) return "running";
  if (session?.status === "success") return "finished";
  return session?.status === "failure" ? "failed" : "quiet";
}

/** Seconds between a run's first and last event. */
export function runDuration({ firstWall, lastWall }: Run): number | null {
  return firstWall === null || lastWall === null ? null : lastWall - firstWall;
}
