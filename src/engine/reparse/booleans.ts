import { quoted } from "../../sql/quoted.ts";

/** What stands between a parenthesis and its end: texts, groups and operators. */
interface Group {
  readonly parts: (string | Group)[];
  /** The operators between its operands. */
  readonly operators: Set<string>;
}

/**
 * `s IN (a, 'x', b)` is printed as `((s = a OR s = 'x') OR s = b)` with its parentheses, and read as one OR of three: the parser takes
 * in the operands of the same operator on its left (makeOrExpr and makeAndExpr in gram.y).
 */
export function flattenBooleans(text: string): string {
  if (!/\(\(.*\) (?:OR|AND) /s.test(text)) return text;
  const open: Group[] = [newGroup()];
  let at = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const group = open.at(-1) as Group;
    if (token.startsWith("'") || token.startsWith('"')) continue;
    if (token === ")" && open.length === 1) return text;
    group.parts.push(text.slice(at, index));
    at = index + token.length;
    if (token === "(") open.push(newGroup());
    else if (token === ")") (open.at(-2) as Group).parts.push(flatten(open.pop() as Group));
    else {
      group.operators.add(token);
      group.parts.push(token);
    }
  }
  const [whole] = open as [Group];
  return open.length > 1 ? text : [...whole.parts.map(print), text.slice(at)].join("");
}

const tokens = quoted("[()]| OR | AND ");

function newGroup(): Group {
  return { parts: [], operators: new Set() };
}

/** Takes in its first operand, if that is a group of the same operator. */
function flatten(group: Group): Group {
  const [before, first, after, operator] = group.parts;
  const isAlone = before === "" && typeof first === "object" && after === "";
  if (!isAlone || group.operators.size !== 1 || first.operators.size !== 1) return group;
  if (typeof operator !== "string" || !group.operators.has(operator) || !first.operators.has(operator))
    return group;
  return { ...group, parts: [...first.parts, ...group.parts.slice(3)] };
}

function print(part: string | Group): string {
  return typeof part === "string" ? part : `(${part.parts.map(print).join("")})`;
}
