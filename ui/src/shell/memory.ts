/** The browser's memory, by name and by the place the page is served from. Where it is closed to us, nothing is kept. */

const PREFIX = `runchart:${location.pathname}:`;

export function recall<T>(name: string, fallback: T): T {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs the user a remembered choice, not the page.
  }
}
