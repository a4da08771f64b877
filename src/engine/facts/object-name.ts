import { identifierBytes, truncateIdentifier } from "../../sql/identifier.ts";

/** The name that PostgreSQL gives: it has 63 bytes at most, and the longer of its parts is cut (makeObjectName in indexcmds.c). */
export function objectName(first: string, second: string, suffix: string): string {
  let [one, two] = [Buffer.byteLength(first), Buffer.byteLength(second)];
  while (one + 1 + two + suffix.length > identifierBytes) {
    if (one > two) one -= 1;
    else two -= 1;
  }
  return `${truncateIdentifier(first, one)}_${truncateIdentifier(second, two)}${suffix}`;
}
