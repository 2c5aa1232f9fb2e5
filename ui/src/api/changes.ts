/**
 * Follows `/api/changes` from a cursor. The same answer comes by one of three carriers, found out by trying: a stream
 * of server-sent events; long polls where a proxy holds the stream back; polls where it cuts long ones. Wraps `api.ts`.
 *
 * The stream is read with fetch, not EventSource, which hides the comments that tell a live stream from a withheld one.
 */
import { ApiError, embedded, parse, progressValidator, request, runEntry } from "../api";
import { array, boolean, number, object, string, type Valid, withDefault } from "./validation";

const changesAnswer = object({
  boot: string,
  seq: number,
  reload: withDefault(boolean, false),
  progress: progressValidator,
  damaged: withDefault(number, 0),
  stored: withDefault(object({ runs: withDefault(number, 0), views: withDefault(number, 0) }), {
    runs: 0,
    views: 0,
  }),
  tags_from: withDefault(number, 0),
  tags: withDefault(array(string), []),
  runs: withDefault(array(runEntry), []),
  removed: withDefault(array(number), []),
});

export type Changes = Valid<typeof changesAnswer>;
export type Carrier = "stream" | "long poll" | "poll";

const FIRST_BYTE_MS = 3_000;
const SILENCE_MS = 35_000;
const LONG_POLL_S = 20;
const LONG_POLL_LIMIT_MS = 28_000;
const POLL_PAUSE_MS = 2_000;
const RETRY_MS = [250, 1_000, 2_000, 5_000];

export interface Follower {
  onChanges(changes: Changes): void;
  onConnected(connected: boolean): void;
}

/** Follows until the returned function is called; pauses while the tab is hidden. A saved page has no news. */
export function followChanges(cursor: string, follower: Follower): () => void {
  const ended = new AbortController();
  if (!embedded) void followUntil(ended.signal, cursor, follower);
  return () => ended.abort();
}

async function followUntil(ended: AbortSignal, since: string, follower: Follower): Promise<void> {
  const cursor = { since };
  let carrier: Carrier = "stream";
  let failures = 0;
  while (!ended.aborted) {
    await visible(ended);
    const hidden = new AbortController();
    const onVisibility = () => document.hidden && hidden.abort();
    document.addEventListener("visibilitychange", onVisibility);
    try {
      await CARRIERS[carrier](AbortSignal.any([ended, hidden.signal]), cursor, follower);
      failures = 0;
    } catch (error) {
      if (ended.aborted) return;
      if (!hidden.signal.aborted) {
        if (error instanceof Withheld) carrier = carrier === "stream" ? "long poll" : "poll";
        else {
          follower.onConnected(false);
          await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)], ended);
        }
        failures += 1;
      }
    } finally {
      document.removeEventListener("visibilitychange", onVisibility);
    }
  }
}

/** The server was reached, but this carrier does not pass. */
class Withheld extends Error {}

type Carry = (signal: AbortSignal, cursor: { since: string }, follower: Follower) => Promise<void>;

const CARRIERS: Record<Carrier, Carry> = {
  stream,
  "long poll": (signal, cursor, follower) => poll(LONG_POLL_S, LONG_POLL_LIMIT_MS, signal, cursor, follower),
  poll: async (signal, cursor, follower) => {
    await poll(0, LONG_POLL_LIMIT_MS, signal, cursor, follower);
    await pause(POLL_PAUSE_MS, signal);
  },
};

async function stream(signal: AbortSignal, cursor: { since: string }, follower: Follower): Promise<void> {
  const silence = new Deadline(FIRST_BYTE_MS);
  try {
    const response = await request(`api/changes?since=${encodeURIComponent(cursor.since)}`, {
      headers: { accept: "text/event-stream" },
      cache: "no-store",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.headers.get("content-type")?.includes("event-stream") || !response.body) throw new Withheld();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let pending = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("The stream of changes ended.");
      silence.extend(SILENCE_MS);
      follower.onConnected(true);
      const blocks = (pending + value).split(/\r?\n\r?\n/);
      pending = blocks.pop() ?? "";
      for (const block of blocks) deliverEvent(block, cursor, follower);
    }
  } catch (error) {
    if (silence.signal.aborted && !silence.extended) throw new Withheld();
    if (error instanceof ApiError && error.status === 406) throw new Withheld();
    throw error;
  } finally {
    silence.clear();
  }
}

function deliverEvent(block: string, cursor: { since: string }, follower: Follower): void {
  const data = block
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n");
  if (data) deliver(changesAnswer(JSON.parse(data), "event"), cursor, follower);
}

async function poll(
  wait: number,
  limit: number,
  signal: AbortSignal,
  cursor: { since: string },
  follower: Follower,
): Promise<void> {
  const deadline = new Deadline(limit);
  try {
    const response = await request(`api/changes?since=${encodeURIComponent(cursor.since)}&wait=${wait}`, {
      headers: { accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.any([signal, deadline.signal]),
    });
    follower.onConnected(true);
    deliver(await parse(response, changesAnswer), cursor, follower);
  } catch (error) {
    const cut = error instanceof ApiError && (error.status === 502 || error.status === 503 || error.status === 504);
    if (wait > 0 && (deadline.signal.aborted || cut)) throw new Withheld();
    throw error;
  } finally {
    deadline.clear();
  }
}

function deliver(changes: Changes, cursor: { since: string }, follower: Follower): void {
  cursor.since = `${changes.boot}:${changes.seq}`;
  follower.onChanges(changes);
}

/** Aborts when it is not extended in time. */
class Deadline {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout>;
  extended = false;

  constructor(milliseconds: number) {
    this.timer = setTimeout(() => this.controller.abort(), milliseconds);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  extend(milliseconds: number): void {
    this.extended = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(), milliseconds);
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}

function visible(ended: AbortSignal): Promise<void> {
  if (!document.hidden || ended.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      if (document.hidden && !ended.aborted) return;
      document.removeEventListener("visibilitychange", done);
      ended.removeEventListener("abort", done);
      resolve();
    };
    document.addEventListener("visibilitychange", done);
    ended.addEventListener("abort", done);
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
