import type { Fact } from "@supabase/pg-delta/core";
import { quoteIdentifier } from "../../sql/quote.ts";

export interface Rights {
  /** `SELECT`, `UPDATE` … */
  readonly privileges: readonly string[];
  /** Those that the role may pass on. */
  readonly grantable: readonly string[];
}

export interface Grant {
  /** `TABLE "public"."t"` */
  readonly on: string;
  /** A role as SQL names it, or PUBLIC. */
  readonly grantee: string;
  /** Quoted; absent where the rights are those on the whole. */
  readonly column?: string | undefined;
}

export function rightsOf({ payload }: Fact): Rights {
  const { privileges, grantable } = payload as { privileges: string[]; grantable?: string[] | null };
  return { privileges, grantable: grantable ?? [] };
}

export function quotedGrantee(grantee: string): string {
  return grantee === "PUBLIC" ? grantee : quoteIdentifier(grantee);
}

/** `SELECT ("a"), UPDATE ("a")` */
export function rightsText(rights: readonly string[], column: string | undefined): string {
  return rights.map((right) => (column === undefined ? right : `${right} (${column})`)).join(", ");
}

/** One GRANT for what the role may not pass on, one for what it may. */
export function grantStatements({ privileges, grantable }: Rights, { on, grantee, column }: Grant): string[] {
  const grant = (rights: readonly string[], option: string) =>
    rights.length === 0 ? [] : [`GRANT ${rightsText(rights, column)} ON ${on} TO ${grantee}${option}`];
  const [plain, passed] = [false, true].map((isPassed) =>
    privileges.filter((right) => grantable.includes(right) === isPassed),
  ) as [string[], string[]];
  return [...grant(plain, ""), ...grant(passed, " WITH GRANT OPTION")];
}
