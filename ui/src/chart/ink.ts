/** The colours and faces that a canvas cannot take from the style sheet by itself: read from its custom properties. */
export interface Ink {
  text: string;
  strong: string;
  grid: string;
  axis: string;
  surface: string;
  font: string;
}

export function readInk(element: Element): Ink {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--text-faint"),
    strong: read("--text"),
    grid: read("--chart-grid"),
    axis: read("--chart-axis"),
    surface: read("--surface"),
    font: `10.5px ${read("--font-sans")}`,
  };
}
