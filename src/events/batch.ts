/** One statement takes no more: larger ones gain nothing, and jsonb ends at 256 MB. */
const mostRows = 1_000;
const mostCharacters = 8 * 1_048_576;

/** JSON arrays of the given JSON texts, in order, each small enough to be the one parameter of a statement. */
export function* jsonArrays(texts: Iterable<string>): Generator<string> {
  let batch: string[] = [];
  let characters = 0;
  for (const text of texts) {
    if (batch.length === mostRows || (batch.length > 0 && characters + text.length > mostCharacters)) {
      yield `[${batch.join(",")}]`;
      batch = [];
      characters = 0;
    }
    batch.push(text);
    characters += text.length;
  }
  if (batch.length > 0) yield `[${batch.join(",")}]`;
}
