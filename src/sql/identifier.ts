/** PostgreSQL keeps this many bytes of a name and drops the rest. Manual, 4.1.1; NAMEDATALEN - 1. */
export const identifierBytes = 63;

/** The name as PostgreSQL will know it: cut to 63 bytes, or fewer, never within a character. */
export function truncateIdentifier(name: string, length = identifierBytes): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= length) return name;
  let end = length;
  // A byte 10xxxxxx continues a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
