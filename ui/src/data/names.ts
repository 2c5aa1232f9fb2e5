/** Lists of names as one text: joined by a separator, which a backslash sets apart from the same letter within a name. */

export function joinNames(names: readonly string[], separator = ","): string {
  return names.map((name) => escaped(name, separator)).join(separator);
}

export function splitNames(text: string, separator = ","): string[] {
  if (text === "") return [];
  const names = [""];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\" && i + 1 < text.length) names[names.length - 1] += text[++i];
    else if (text[i] === separator) names.push("");
    else names[names.length - 1] += text[i];
  }
  return names;
}

function escaped(name: string, separator: string): string {
  let text = "";
  for (const letter of name) text += letter === "\\" || letter === separator ? `\\${letter}` : letter;
  return text;
}
