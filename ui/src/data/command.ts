/** The line for a terminal that opens a board on a folder. */

const NEEDS_NO_QUOTES = /^[\w@%+=:,./-]+$/;

export function openCommand(folder: string): string {
  return `runchart ${NEEDS_NO_QUOTES.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`;
}
