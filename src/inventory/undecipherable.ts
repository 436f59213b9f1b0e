/** Says why an encrypted text cannot be read, never what is in it; whoever knows its place and name makes a Failure of it. */
export class Undecipherable extends Error {
  readonly hint: string;

  constructor({ reason, hint }: { readonly reason: string; readonly hint: string }) {
    super(reason);
    this.name = "Undecipherable";
    this.hint = hint;
  }
}
