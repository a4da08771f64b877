import type { Delivery } from "./webhooks.ts";

export interface Answer {
  delivery: Delivery;
  status: number;
  /** Why it was refused. */
  reason?: string;
}

const atOnce = 8;

/** Posts the deliveries to the service, a few at a time, and gives its answers in the same order. */
export async function deliver(
  address: string,
  deliveries: readonly Delivery[],
  { signal, onAnswer }: { signal: AbortSignal; onAnswer: (done: number) => void },
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = [...deliveries.entries()];
  let done = 0;
  const sender = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, delivery] = next;
      answers[index] = await post(address, delivery, signal);
      done += 1;
      onAnswer(done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return answers;
}

async function post(address: string, delivery: Delivery, signal: AbortSignal): Promise<Answer> {
  const { headers, body } = delivery;
  const response = await fetch(`${address}/events`, { method: "POST", headers, body, signal });
  const answer = (await response.json()) as { error?: { message: string } };
  return { delivery, status: response.status, ...(answer.error && { reason: answer.error.message }) };
}
