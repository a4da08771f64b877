/** Tells the names that a pattern means: `*` stands for any text. */
export function namePattern(text: string): (name: string) => boolean {
  const parts = text.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "s");
  return (name) => expression.test(name);
}
