import { clip } from "./free-name.ts";

/** The name that PostgreSQL gives: it has 63 bytes at most, and the longer of its parts is cut (makeObjectName in indexcmds.c). */
export function objectName(first: string, second: string, suffix: string): string {
  let [one, two] = [Buffer.byteLength(first), Buffer.byteLength(second)];
  while (one + 1 + two + suffix.length > 63) {
    if (one > two) one -= 1;
    else two -= 1;
  }
  return `${clip(first, one)}_${clip(second, two)}${suffix}`;
}
