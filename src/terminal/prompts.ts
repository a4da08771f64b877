/** Questions to a person. Only handed to a command when someone is there to answer. */
export interface Prompts {
  text(question: { message: string; placeholder?: string }): Promise<string>;
  confirm(question: { message: string }): Promise<boolean>;
  select<Value>(question: {
    message: string;
    options: readonly { value: Value; label: string; hint?: string }[];
  }): Promise<Value>;
}
