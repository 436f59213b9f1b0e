import { expectTypeOf } from "expect-type";
import type { ComposeSpecification, DefinitionsService } from "compose-spec-ts";
import type { z } from "zod";
import type { ComposeFile } from "../../src/formats/compose-file.ts";
import type { ComposeService } from "../../src/formats/compose-service.ts";
import type { Secret } from "../../src/model/secret.ts";

/** Without the keys that stand for any: those that begin with `x-`, and in the package those that are not known. */
type Known<T> = { [Key in keyof T as string extends Key ? never : Key extends `x-${string}` ? never : Key]: T[Key] };

/** What is given, as it goes into a file: a secret as its text, what is `undefined` left out. */
type Written<T> = T extends Secret
  ? string
  : T extends readonly (infer Item)[]
    ? Written<Item>[]
    : T extends object
      ? { [Key in keyof T as Key extends `x-${string}` ? never : Key]: Written<Exclude<T[Key], undefined>> }
      : T;

type Service = Written<z.input<typeof ComposeService>>;
type File = Written<z.input<typeof ComposeFile>>;
type Theirs = Known<DefinitionsService>;

/** Keys that both know, but for policies that are newer than the package. */
type Shared = Exclude<keyof Service & keyof Theirs, "pull_policy" | "deploy">;

/** The package's own schema takes `null` for a network, a volume and `deploy`; its types have lost that. */
type NotNull<T> = { [Key in keyof T]: NonNullable<T[Key]> };

describe("the types of the Compose Specification and ours", () => {
  it("have the same keys, but for those that are newer than the package", () => {
    expectTypeOf<Exclude<keyof Theirs, keyof Service>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Known<ComposeSpecification>, keyof File>>().toEqualTypeOf<never>();
    expectTypeOf<Exclude<keyof Service, keyof Theirs>>().toEqualTypeOf<"models" | "provider" | "pull_refresh_after" | "use_api_socket">();
  });

  it("agree about a service, but for policies that are newer than the package", () => {
    expectTypeOf<Pick<Service, Shared>>().toExtend<Pick<Theirs, Shared>>();
    expectTypeOf<NonNullable<Service["deploy"]>>().toExtend<NonNullable<Theirs["deploy"]>>();
  });

  it("agree about what a file declares", () => {
    expectTypeOf<NotNull<NonNullable<File["networks"]>>>().toExtend<NonNullable<ComposeSpecification["networks"]>>();
    expectTypeOf<NotNull<NonNullable<File["volumes"]>>>().toExtend<NonNullable<ComposeSpecification["volumes"]>>();
    expectTypeOf<NonNullable<File["configs"]>>().toExtend<NonNullable<ComposeSpecification["configs"]>>();
    expectTypeOf<NonNullable<File["secrets"]>>().toExtend<NonNullable<ComposeSpecification["secrets"]>>();
  });

  it("refuse a key that there is not, and a service without an image, when they are compiled", () => {
    expectTypeOf<{ image: string; restart: string }>().toExtend<z.input<typeof ComposeService>>();
    // @ts-expect-error: there is no such key
    const misspelt: z.input<typeof ComposeService> = { image: "a", restrat: "always" };
    // @ts-expect-error: no image
    const empty: z.input<typeof ComposeService> = {};
    // @ts-expect-error: images are pulled
    const built: z.input<typeof ComposeService> = { image: "a", build: "." };
    const extended: z.input<typeof ComposeService> = { image: "a", "x-note": 1 };
    return [misspelt, empty, built, extended];
  });
});
