import { expect, test } from "vitest";
import { SvgSurface } from "../src/chart/svg";

const widthOf = (text: string) => 6 * text.length;

test("paths, dashes and opacity are written as they were drawn", () => {
  const surface = new SvgSurface(100, 50, widthOf);
  surface.strokeStyle = "#ff0000";
  surface.lineWidth = 1.5;
  surface.globalAlpha = 0.3;
  surface.setLineDash([6, 3]);
  surface.beginPath();
  surface.moveTo(1.004, 2);
  surface.lineTo(3, 4.126);
  surface.stroke();
  const svg = surface.document("loss");
  expect(svg).toContain('<path d="M1 2L3 4.13" fill="none" stroke="#ff0000" stroke-width="1.5"');
  expect(svg).toContain('stroke-dasharray="6 3"');
  expect(svg).toContain('stroke-opacity="0.3"');
});

test("what a save kept comes back, and its groups are closed", () => {
  const surface = new SvgSurface(100, 50, widthOf);
  surface.fillStyle = "#111111";
  surface.save();
  surface.translate(5, 6);
  surface.beginPath();
  surface.rect(0, 0, 10, 10);
  surface.clip();
  surface.fillStyle = "#222222";
  surface.restore();
  expect(surface.fillStyle).toBe("#111111");
  const svg = surface.document("x");
  expect(svg.match(/<g /g)).toHaveLength(2);
  expect(svg.match(/<\/g>/g)).toHaveLength(2);
  expect(svg).toContain('clip-path="url(#clip1)"');
});

test("names are text and nothing else", () => {
  const surface = new SvgSurface(100, 50, widthOf);
  surface.font = '600 13px "Inter", Arial, sans-serif';
  surface.fillText('</text><script>alert("1")</script>\u0000', 1, 2);
  const svg = surface.document("</title><script>");
  expect(svg).not.toContain("<script>");
  expect(svg).not.toContain("\u0000");
  expect(svg).toContain('font-family="\'Inter\', Arial, sans-serif" font-size="13" font-weight="600"');
});

test("a full circle is a closed ring", () => {
  const surface = new SvgSurface(100, 50, widthOf);
  surface.beginPath();
  surface.moveTo(12, 10);
  surface.arc(10, 10, 2, 0, 2 * Math.PI);
  surface.fill();
  expect(surface.document("x")).toContain("M12 10L12 10A2 2 0 0 1 8 10A2 2 0 0 1 12 10");
});
