// Changes, steps and hazards as text. Pure.
import { grouped } from "../by-key.ts";
import type { Change, ObjectName } from "../engine/index.ts";
import type { Hazard } from "../plan/hazard.ts";
import type { Step } from "../plan/steps.ts";
import type { Format } from "../terminal/command.ts";
import type { Style } from "../terminal/style.ts";
import { readableSides, type Sides } from "./render-attribute.ts";

/** A tree: what stands by itself, and under a table its parts. `+` comes, `-` goes, `~` changes, `>` is renamed. */
export function renderChanges(changes: readonly Change[], { style }: Format): string {
  const groups = grouped(changes.map((change) => [change.table ?? "", change]));
  const own = (groups.get("") ?? []).map((change) => renderChange(change, style));
  const parts = [...groups].flatMap(([table, members]) =>
    table === ""
      ? []
      : [style.bold(table), ...members.map((change) => renderChange(change, style).replaceAll(/^/gm, "  "))],
  );
  return [...own, ...parts].join("\n");
}

const signs = { create: "+", drop: "-", alter: "~", rename: ">" } as const;
const colours = { create: "green", drop: "red", alter: "yellow", rename: "cyan" } as const;

function renderChange({ action, kind, name, attribute, from, to }: Change, style: Style): string {
  const line = `${style[colours[action]](signs[action])} ${kind} ${name}`;
  if (action === "rename") return `${line} ${style.dim("→")} ${String(to)}`;
  if (attribute === undefined) return line;
  return readableSides({ attribute, from, to })
    .map((sides) => `${line} ${renderSides(sides, style)}`)
    .join("\n");
}

/** Beside each other; below each other where they have several lines. */
function renderSides({ name, from, to }: Sides, style: Style): string {
  const label = style.dim(`${name}:`);
  if (!`${from}${to}`.includes("\n")) return `${label} ${from} ${style.dim("→")} ${to}`;
  const block = (sign: string, text: string) => text.replaceAll(/^/gm, `    ${sign} `);
  return [label, style.red(block("-", from)), style.green(block("+", to))].join("\n");
}

export function renderSteps(title: string, steps: readonly Step[], { style }: Format): string {
  if (steps.length === 0) return "";
  const body = steps.map(({ sql, transactional }) =>
    [...(transactional ? [] : [style.dim("-- outside a transaction")]), `${sql};`]
      .join("\n")
      .replaceAll(/^/gm, "  "),
  );
  return [style.bold(title), ...body].join("\n");
}

export function renderHazards(hazards: readonly Hazard[], { style }: Format): string {
  return hazards
    .map(({ code, severity, message, hint }) => {
      const colour = severity === "error" ? "red" : severity === "warning" ? "yellow" : "dim";
      return `${style[colour](code)} ${message}\n  ${style.dim(hint)}`;
    })
    .join("\n");
}

/** What a comparison left out, by kind. */
export function renderNotCompared(objects: readonly ObjectName[], { style }: Format): string {
  if (objects.length === 0) return "";
  const byKind = grouped(objects.map(({ kind, name }) => [kind, name]));
  const lines = [...byKind].map(([kind, names]) => {
    const shown = names.slice(0, 5).join(", ");
    return `  ${kind}: ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ""}`;
  });
  return style.dim([notComparedTitle, ...lines].join("\n"));
}

const notComparedTitle =
  "Not compared (no model declares the kind and `manage` names none, or Varve compares none of it):";
