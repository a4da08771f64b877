/**
 * The SQL of a timestamp as text that JavaScript's Date reads. A timestamp itself reaches the driver in the database's
 * DateStyle, of which it knows but one. PostgreSQL manual, 20.11.2 Locale and Formatting.
 */
export function isoTime(timestamptz: string): string {
  return `to_char(${timestamptz} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
