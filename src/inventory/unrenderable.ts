/** Says why an expression gives no value; whoever knows its place makes a Failure of it. */
export class Unrenderable extends Error {
  readonly hint: string | undefined;

  constructor(reason: string, hint?: string) {
    super(reason);
    this.name = "Unrenderable";
    this.hint = hint;
  }
}
