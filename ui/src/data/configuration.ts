/**
 * Configuration as it was logged: values inside values. As a tree to read, and as one line a value to compare.
 * `hparams` of TensorBoard are nested by slashes in their names, `add_config` by mappings.
 */
import { naturalOrder } from "./sections";

export type Logged = null | boolean | number | string | Logged[] | { [name: string]: Logged };

export interface ConfigNode {
  /** Within the node around it. */
  name: string;
  /** From the top, joined with dots. */
  path: string;
  /** Of a leaf; `undefined` where there are nodes inside. */
  value: Logged | undefined;
  nodes: ConfigNode[];
}

type Mapping = { [name: string]: Logged };

export function isMapping(value: Logged | undefined): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands inside a value: of a mapping its values, of a list with mappings or lists in it its places. */
function inside(value: Logged): [string, Logged][] | null {
  if (Array.isArray(value)) {
    const nested = value.some((item) => typeof item === "object" && item !== null);
    return nested ? value.map((item, place) => [String(place), item]) : null;
  }
  if (!isMapping(value)) return null;
  const entries = Object.entries(value);
  return entries.length > 0 ? entries : null;
}

/** In the order in which it was logged. */
export function toTree(values: Mapping, above = ""): ConfigNode[] {
  return Object.entries(values).map(([name, value]) => toNode(name, above + name, value));
}

function toNode(name: string, path: string, value: Logged): ConfigNode {
  const parts = inside(value);
  if (!parts) return { name, path, value, nodes: [] };
  return { name, path, value: undefined, nodes: parts.map(([part, item]) => toNode(part, `${path}.${part}`, item)) };
}

/** Each value by its path. */
export function flat(values: Mapping): Map<string, Logged> {
  const found = new Map<string, Logged>();
  const add = (nodes: ConfigNode[]) => {
    for (const node of nodes) {
      if (node.value !== undefined) found.set(node.path, node.value);
      add(node.nodes);
    }
  };
  add(toTree(values));
  return found;
}

/** The nodes that match by path or value, whole where their own name does, with the nodes around them. */
export function matchingNodes(nodes: ConfigNode[], matches: (text: string) => boolean): ConfigNode[] {
  return nodes.flatMap((node) => {
    if (matches(node.value === undefined ? node.path : `${node.path} ${valueText(node.value)}`)) return [node];
    const kept = matchingNodes(node.nodes, matches);
    return kept.length > 0 ? [{ ...node, nodes: kept }] : [];
  });
}

/** Names with slashes as mappings; a name that is both a value and has others below it keeps its slash. */
export function nested(hparams: ReadonlyMap<string, Logged>): Mapping {
  const values: Mapping = {};
  for (const name of [...hparams.keys()].sort(naturalOrder)) {
    const parts = name.split("/");
    const into = parts.includes("") ? values : mappingAt(values, parts.splice(0, parts.length - 1));
    const last = into === values ? name : parts[0];
    (last in into ? values : into)[last in into ? name : last] = hparams.get(name) as Logged;
  }
  return values;
}

/** The mapping inside, made where it is not there; the outermost where a value stands in the way. */
function mappingAt(values: Mapping, path: readonly string[]): Mapping {
  let into = values;
  for (const part of path) {
    const next = into[part] ?? {};
    if (!isMapping(next)) return values;
    into[part] = next;
    into = next;
  }
  return into;
}

/** Both as one: where both name a value, configuration has it with its own type, hyperparameters only as a number. */
export function combined(hparams: Mapping, config: Mapping): Mapping {
  const all: Mapping = { ...hparams };
  for (const [name, value] of Object.entries(config)) {
    const other = all[name];
    all[name] = isMapping(value) && isMapping(other) ? combined(other, value) : value;
  }
  return all;
}

/** A value for people: text bare, all else as JSON has it. */
export function valueText(value: Logged): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
