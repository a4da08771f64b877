import type { Style } from "./style.ts";
import { truncate } from "./table.ts";
import type { Output } from "./write.ts";

/** Something a long piece of work tells while it runs. With `total` it is drawn as a bar. */
export interface ProgressEvent {
  /** What happened, for programs: `step:start`, `lock:wait`, …; what is told as `note` or `warning` stays on the screen. */
  readonly type: string;
  /** The same for people: one line. */
  readonly message: string;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}

export interface Progress {
  onEvent(event: ProgressEvent): void;
  /** Takes the bar off the screen, before something else is written. */
  clear(): void;
}

const redrawMs = 50;
const repeatLineMs = 5_000;
const eraseLine = "\r\u001B[2K";
const lasting = new Set(["note", "warning"]);

/** One line that changes on a terminal; plain lines anywhere else; nothing when silent. */
export function createProgress(output: Output, options: { silent: boolean; style: Style }): Progress {
  if (options.silent) return { onEvent: () => {}, clear: () => {} };
  return output.isTTY === true ? barProgress(output, options.style) : lineProgress(output, options.style);
}

function barProgress(output: Output, style: Style): Progress {
  let drawnAtMs = 0;
  let drawn = false;
  return {
    onEvent(event) {
      if (lasting.has(event.type)) {
        output.write(`${eraseLine}${renderNote(event, style)}\n`);
        drawn = false;
        return;
      }
      const isLast = event.total !== undefined && event.done === event.total;
      if (Date.now() - drawnAtMs < redrawMs && !isLast) return;
      drawnAtMs = Date.now();
      drawn = true;
      output.write(eraseLine + renderProgress(event, output.columns ?? 80, style));
    },
    clear() {
      if (drawn) output.write(eraseLine);
      drawn = false;
    },
  };
}

/** A count that moves within one message is told every few seconds, not every time. */
function lineProgress(output: Output, style: Style): Progress {
  let last = { message: "", atMs: 0 };
  return {
    onEvent(event) {
      const { message, done, total } = event;
      const isLast = total !== undefined && done === total;
      if (message === last.message && !isLast && Date.now() - last.atMs < repeatLineMs) return;
      last = { message, atMs: Date.now() };
      const count = total === undefined ? "" : ` (${done ?? 0}/${total})`;
      output.write(`${renderNote(event, style)}${count}\n`);
    },
    clear() {},
  };
}

function renderNote({ type, message }: ProgressEvent, style: Style): string {
  return type === "warning" ? `${style.yellow("warning:")} ${message}` : message;
}

/** The line of the bar, one column short of the width so that it never wraps. Pure. */
export function renderProgress(
  { message, done = 0, total }: ProgressEvent,
  width: number,
  style: Style,
): string {
  if (total === undefined) return style.dim(truncate(message, width - 1));
  const barWidth = Math.max(4, Math.min(24, Math.floor(width / 4)));
  const filled = total === 0 ? barWidth : Math.round((Math.min(done, total) / total) * barWidth);
  const bar = style.cyan("█".repeat(filled)) + style.dim("░".repeat(barWidth - filled));
  const label = ` ${String(done).padStart(String(total).length)}/${total}  ${message}`;
  return bar + truncate(label, width - 1 - barWidth);
}
