import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const pure = ["shell", "model", "formats", "facts", "resources", "geo"].map((folder) => `src/${folder}/**`);

/** What a file outside src/cli may not reach for: process belongs to the command line. */
const processGlobals = [{ name: "process", message: "Only src/cli uses process; take what you need as an argument." }];

/** What makes a function's result depend on anything but its arguments. */
const impureGlobals = ["fetch", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "performance", "crypto"].map((name) => ({
  name,
  message: "This folder is pure.",
}));

const impureProperties = [
  { object: "Date", property: "now", message: "This folder is pure." },
  { object: "Math", property: "random", message: "This folder is pure." },
];

const defaultExport = { selector: "ExportDefaultDeclaration", message: "Export by name; only a playbook has a default export." };

const namedFunction = {
  selector:
    ":matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator:not([id.typeAnnotation]) > ArrowFunctionExpression",
  message: "Declare it as a function.",
};

export default defineConfig(
  globalIgnores(["dist/", "coverage/", "**/.infra/"]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      "no-param-reassign": "error",
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", 50],
      complexity: ["error", { max: 10, variant: "modified" }], // A switch over a union counts once: the compiler holds it complete.
      "max-params": ["error", 4],
      "no-restricted-syntax": ["error", defaultExport, namedFunction],
      eqeqeq: "error",
      "no-control-regex": "off", // What a terminal must not be sent is named by its code.
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-console": "error",
      "no-undef": "off", // The compiler knows better.
      // `typeof import("ssh2")` is how the type of a package is named that is loaded when it is first used.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports", disallowTypeAnnotations: false }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      "@typescript-eslint/no-misused-spread": ["error", { allow: [{ from: "lib", name: "string" }, "string"] }], // Code points are meant.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }], // `||` where "" is meant too.
      "@typescript-eslint/unbound-method": "off", // Interfaces here are met by objects of closures: members are taken out of them.
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
    },
  },
  { files: ["src/**"], ignores: ["src/cli/**"], rules: { "no-restricted-globals": ["error", ...processGlobals] } },
  {
    files: pure,
    rules: {
      "no-restricted-globals": ["error", ...processGlobals, ...impureGlobals],
      "no-restricted-properties": ["error", ...impureProperties],
      "no-restricted-syntax": [
        "error",
        defaultExport,
        { selector: "NewExpression[callee.name=Date][arguments.length=0]", message: "This folder is pure." },
      ],
    },
  },
  {
    files: ["test/**"],
    rules: {
      "max-lines-per-function": "off", // A describe block is as long as its cases.
      "@typescript-eslint/no-unused-expressions": "off", // chai: expect(x).to.be.true
    },
  },
  {
    files: ["playbooks/**", "test/bench/**/playbook.ts", "*.config.js", "scripts/tally-reporter.mjs"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        URL: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        AbortSignal: "readonly",
      },
    },
  },
);
