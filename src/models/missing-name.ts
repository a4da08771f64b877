import type { DatabaseError } from "pg";

/** Of what is missing: `relation "public.users" does not exist`, `function audit.touch(integer) does not exist` */
export function missingName({ message }: DatabaseError): string {
  return bareName(/"(.+?)"/.exec(message)?.[1] ?? /function (.+?)\(/.exec(message)?.[1] ?? "");
}

/** Without schema, table and arguments. */
export function bareName(name: string): string {
  const [path = ""] = name.split("(");
  return path.slice(path.lastIndexOf(".") + 1);
}
