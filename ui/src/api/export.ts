/** Every point of series as a file: `POST /api/export`. Wraps `api.ts`. */
import { request } from "../api";

export const TABLE_FORMS = [
  { to: "csv", label: "CSV" },
  { to: "json", label: "JSON" },
  { to: "parquet", label: "Parquet" },
] as const;

export type TableForm = (typeof TABLE_FORMS)[number]["to"];

export async function fetchTable(to: TableForm, series: [run: number, tag: number][]): Promise<Blob> {
  const response = await request("api/export", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to, series }),
  });
  return response.blob();
}

/** The board as one HTML file, with these runs and the view of this fragment. */
export async function fetchSnapshot(runs: string[], fragment: string): Promise<Blob> {
  const response = await request("api/snapshot", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ runs, fragment }),
  });
  return response.blob();
}
