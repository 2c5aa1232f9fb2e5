/** Hands bytes to the browser as a file. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A tag may hold what a disk does not take. */
function fileName(name: string): string {
  return name.replace(/[/\\:*?"<>|\p{Cc}]+/gu, "-").slice(0, 120);
}
