/**
 * Markdown, GitHub's flavour, as elements that can do nothing: no script, style, form or frame, and nothing that is loaded
 * from elsewhere. Wraps marked and DOMPurify.
 */
import DOMPurify from "dompurify";
import { Marked } from "marked";

const FORBIDDEN_TAGS = ["style", "form", "button", "select", "textarea", "option", "dialog", "audio", "video", "map"];
const FORBIDDEN_ATTRIBUTES = ["style", "class", "id", "name", "srcset", "background", "ping", "popover", "tabindex"];
const LINK = /^(?:https?|mailto):/i;
const IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,/i;

/** What the page's policy forbids anyhow, and would complain of while the text is read. */
const HANDLERS_AND_STYLES = /[\s/"'](?:on\w+|style)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)|<style[\s\S]*?(?:<\/style>|$)/gi;

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: { html: ({ text }) => text.replace(HANDLERS_AND_STYLES, " ") },
});

/** `elsewhere` says that an image stood there which would have to be loaded. */
export function renderMarkdown(markdown: string, elsewhere: (alt: string) => string): DocumentFragment {
  const fragment = DOMPurify.sanitize(marked.parse(markdown) as string, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const image of fragment.querySelectorAll("img")) keepImage(image, elsewhere);
  for (const link of fragment.querySelectorAll("a")) keepLink(link);
  for (const box of fragment.querySelectorAll("input")) {
    if (box.type !== "checkbox") box.remove();
    box.disabled = true;
    box.setAttribute("aria-label", box.parentElement?.textContent?.trim() ?? "");
  }
  for (const block of fragment.children) block.setAttribute("dir", "auto");
  return fragment;
}

function keepLink(link: HTMLAnchorElement): void {
  if (!LINK.test(link.getAttribute("href") ?? "")) link.removeAttribute("href");
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

/** An image that would have to be loaded is a link, for a person who wants to. */
function keepImage(image: HTMLImageElement, elsewhere: (alt: string) => string): void {
  const address = image.getAttribute("src") ?? "";
  if (IMAGE.test(address)) return;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = elsewhere(image.alt);
  image.replaceWith(link);
}
