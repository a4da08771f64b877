/** Something a long piece of work tells while it runs. With `total` it is drawn as a bar. */
export interface ProgressEvent {
  /** What happened, for programs: `step:start`, `step:end`, `lock:wait`, … */
  readonly type: string;
  /** The same for people: one line. */
  readonly message: string;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}
