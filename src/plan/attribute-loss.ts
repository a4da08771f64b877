// What a composite type that is made anew, or a row type, takes from the values that are there. Pure.
import { attributeTypes, type FactBase, ownType } from "../engine/index.ts";
import { bareName } from "../sql/quote.ts";
import { type BaseType, baseTypeOf } from "./cast-types.ts";
import { castLoss } from "./loss.ts";

export interface AttributeLoss {
  /** `x`; with a dot where it is one of an attribute's own. */
  readonly attribute: string;
  /** As the end of a sentence. */
  readonly loss: string;
}

/** The attributes that the values lose, or parts of them; none when one of the types is no composite and no row type. */
export function attributeLosses(
  before: BaseType,
  after: BaseType,
  sides: { readonly from: FactBase; readonly to: FactBase },
): AttributeLoss[] {
  const [old, now] = [attributesOf(before, sides.from), attributesOf(after, sides.to)];
  if (old === undefined || now === undefined) return [];
  return [...old].flatMap(([attribute, written]) => {
    const kept = now.get(attribute);
    if (kept === undefined) return [{ attribute, loss: "go with the attribute" }];
    const [type, next] = [baseTypeOf(sides.from, written), baseTypeOf(sides.to, kept)];
    if (type === undefined || next === undefined) return [];
    const loss = castLoss(type, next);
    const within = attributeLosses(type, next, sides);
    return [
      ...(loss === undefined ? [] : [{ attribute, loss }]),
      ...within.map((each) => ({ ...each, attribute: `${attribute}.${each.attribute}` })),
    ];
  });
}

function attributesOf({ schema, name }: BaseType, facts: FactBase): Map<string, string> | undefined {
  const own = schema === undefined ? undefined : ownType(`${bareName(schema)}.${bareName(name)}`, facts);
  return own && attributeTypes(own, facts);
}
