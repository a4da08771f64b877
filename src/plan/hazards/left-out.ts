import { type Action, describeId, encodeId, type Fact, familyOf, kindOf } from "../../engine/index.ts";
import type { Hazard } from "../hazard.ts";
import type { Transition } from "../transition.ts";

/** What nobody compares goes with what is made anew, and nothing brings it back. */
export function leftOutHazards({ creates }: Action, { from, to, leftOut, originalOf }: Transition): Hazard[] {
  return creates.flatMap((id) => {
    const left = from.has(id) && to.has(id) ? (leftOut.get(encodeId(originalOf(id))) ?? []) : [];
    const object = describeId(id);
    const rights = left.filter((fact) => fact.id.kind === "acl");
    const owner = left.find((fact) => fact.id.kind === "role");
    const others = left.filter((fact) => fact.id.kind !== "acl" && fact.id.kind !== "role");
    return [
      ...(owner === undefined
        ? []
        : [
            {
              code: "ACCESS_CHANGED",
              severity: "warning",
              object,
              message: `Makes ${object} anew, owned by the role that runs this, and not by ${describeId(owner.id)}.`,
              hint: 'Change the owner in this revision (ALTER … OWNER TO), or have owners compared: manage: ["owner"].',
            } as const,
          ]),
      ...(rights.length === 0
        ? []
        : [
            {
              code: "ACCESS_CHANGED",
              severity: "warning",
              object,
              message: `Makes ${object} anew, with the rights that a new object has, and not those of: ${list(rights.map(rightOf))}.`,
              hint: 'Grant them again in this revision, or have them compared: manage: ["grant"].',
            } as const,
          ]),
      ...(others.length === 0
        ? []
        : [
            {
              code: "OBJECT_DROPPED",
              severity: "warning",
              object,
              message: `Makes ${object} anew, without what this comparison leaves out: ${list(others.map(nameOf))}.`,
              hint: `Make it again in this revision${compared(others)}.`,
            } as const,
          ]),
    ];
  });
}

/** `app (SELECT, UPDATE)` */
function rightOf({ id, payload }: Fact): string {
  const { grantee, column } = id as { grantee: string; column?: string };
  const privileges = (payload.privileges as string[]).join(", ") || "none";
  return `${grantee} (${privileges}${column === undefined ? "" : ` of ${column}`})`;
}

function nameOf(fact: Fact): string {
  const { id } = fact;
  return id.kind === "comment" ? `comment on ${describeId(id.target)}` : `${kindOf(fact)} ${describeId(id)}`;
}

/** Security labels are never compared. */
function compared(facts: readonly Fact[]): string {
  const families = facts.map(({ id }) => familyOf(id.kind));
  if (families.includes(undefined)) return "";
  return `, or have it compared: manage: [${list(families.map((family) => JSON.stringify(family)))}]`;
}

function list(items: readonly string[]): string {
  return [...new Set(items)].join(", ");
}
