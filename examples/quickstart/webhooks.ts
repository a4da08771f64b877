import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";

export interface Delivery {
  /** What it is, for the report. */
  name: string;
  headers: Record<string, string>;
  body: string;
}

interface WebhookDefinition {
  name: string;
  examples: object[];
}

/** Every payload of @octokit/webhooks-examples: real bodies of GitHub's webhooks. */
export function realDeliveries(): Delivery[] {
  const load = createRequire(import.meta.url);
  const definitions = load("@octokit/webhooks-examples") as WebhookDefinition[];
  return definitions.flatMap(({ name, examples }) =>
    examples.map((body) => delivery(name, JSON.stringify(body))),
  );
}

/** What a service on the internet gets besides. */
export function malformedDeliveries(): Delivery[] {
  const issues = (name: string, body: string) => ({ ...delivery("issues", body), name });
  return [
    issues("cut off", '{"action":"opened","sender":{"log'),
    issues("a list", '[{"action":"opened"}]'),
    issues("a NUL character", '{"action":"opened","title":"a\\u0000b"}'),
    issues("half a surrogate pair", '{"action":"opened","title":"\\ud83d"}'),
    issues("an id that would lose digits", '{"action":"opened","issue":{"id":9007199254740993}}'),
    issues("one key twice", '{"action":"opened","action":"closed"}'),
    issues("100 levels deep", `{"a":${"[".repeat(99)}${"]".repeat(99)}}`),
    issues("2 MB", JSON.stringify({ text: "x".repeat(2_000_000) })),
    issues("a sender without login", '{"action":"opened","sender":{"id":1}}'),
    { ...delivery("coffee", "{}"), name: "an unknown type" },
    {
      ...issues("no delivery id", "{}"),
      headers: { "content-type": "application/json", "x-github-event": "issues" },
    },
    { ...issues("a form", "a=1"), headers: { "content-type": "application/x-www-form-urlencoded" } },
  ];
}

function delivery(type: string, body: string): Delivery {
  const headers = {
    "content-type": "application/json",
    "x-github-event": type,
    "x-github-delivery": randomUUID(),
  };
  return { name: type, headers, body };
}
