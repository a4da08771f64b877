// What a composite type that is made anew takes from the values that are there. Pure.
import type { Fact, FactBase } from "../engine/index.ts";
import { type BaseType, baseTypeOf } from "./cast-types.ts";
import { castLoss } from "./loss.ts";

export interface AttributeLoss {
  /** `x`; with a dot where it is one of an attribute's own. */
  readonly attribute: string;
  /** As the end of a sentence. */
  readonly loss: string;
}

/** The attributes that the values lose, or parts of them; none when one of the types is no composite. */
export function attributeLosses(
  before: BaseType,
  after: BaseType,
  sides: { readonly from: FactBase; readonly to: FactBase },
): AttributeLoss[] {
  const [old, now] = [attributesOf(before, sides.from), attributesOf(after, sides.to)];
  if (old === undefined || now === undefined) return [];
  return old.flatMap(({ id, payload }) => {
    const attribute = (id as { name: string }).name;
    const kept = now.find((other) => (other.id as { name: string }).name === attribute);
    if (kept === undefined) return [{ attribute, loss: "go with the attribute" }];
    const [type, next] = [
      baseTypeOf(sides.from, String(payload.type)),
      baseTypeOf(sides.to, String(kept.payload.type)),
    ];
    if (type === undefined || next === undefined) return [];
    const loss = castLoss(type, next);
    const within = attributeLosses(type, next, sides);
    return [
      ...(loss === undefined ? [] : [{ attribute, loss }]),
      ...within.map((each) => ({ ...each, attribute: `${attribute}.${each.attribute}` })),
    ];
  });
}

function attributesOf({ schema, name }: BaseType, facts: FactBase): Fact[] | undefined {
  const type = schema === undefined ? undefined : facts.get({ kind: "type", schema, name });
  if (type?.payload.variant !== "composite") return undefined;
  return facts.childrenOf(type.id).filter(({ id }) => id.kind === "typeAttribute");
}
