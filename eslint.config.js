// Lint rules that hold the house together: types are trusted, no output is pasted into a string,
// and the arrows between the folders point one way (infra → stacks → components → @pulumi/*).
import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/** Folders that the code in `files` may not import, and why. */
const wall = (files, forbidden, message) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: [{ regex: `^(\\.\\./)+(${forbidden.join("|")})/`, message }] }],
  },
});

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      "components/azure/keyvault-v20260201/",
      ".strongroom/",
      "**/dist/",
      // Programs of others: tests/engine/packages.test.ts checks them as such.
      "examples/",
      "**/*.d.ts",
      "docs/samples/",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  { files: ["tests/**/*.ts"], rules: { "@typescript-eslint/no-unused-expressions": "off" } },
  { files: ["**/*.{js,mjs}"], languageOptions: { globals: { process: "readonly", console: "readonly" } } },
  wall(
    ["facts/**/*.ts"],
    ["components", "stacks", "infra", "policy", "simulator", "cli", "tests", "text"],
    "facts stand below everything",
  ),
  wall(
    ["text/**/*.ts"],
    ["components", "stacks", "infra", "policy", "simulator", "cli", "tests"],
    "text from outside is read and shown the same way everywhere, so it knows nobody",
  ),
  wall(
    ["components/**/*.ts"],
    ["infra", "stacks", "policy", "simulator", "cli", "tests", "text"],
    "components know no manifest, settings or stack",
  ),
  wall(
    ["stacks/**/*.ts"],
    ["infra", "policy", "simulator", "cli", "tests", "text"],
    "stacks compose components for one environment, nothing else",
  ),
  wall(["infra/**/*.ts"], ["policy", "simulator", "cli", "tests"], "the program does not know the command"),
  wall(
    ["policy/**/*.ts"],
    ["infra", "stacks", "components", "simulator", "cli", "tests", "text"],
    "policy stands alone, on facts",
  ),
  wall(
    ["simulator/**/*.ts"],
    ["stacks", "components", "policy", "cli", "tests"],
    "simulated Azure does not know what is deployed to it",
  ),
  wall(["cli/**/*.ts"], ["tests"], "nothing imports the tests"),
);
