// Writes the SDK of Key Vault's control plane 2026-02-01 into `components/azure`: the generator of the Pulumi CLI turns the
// schema into TypeScript, the compiler makes of that what Node loads. It is committed, since `pulumi package add` asks the
// real provider for it, and since the components must be packed with it. `npm run keyvault-sdk` after the schema changed.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.join(import.meta.dirname, "..", "..");
const SCHEMA = path.join(ROOT, "facts", "keyvault-2026-02-01.schema.json");
const TARGET = path.join(ROOT, "components", "azure", "keyvault-v20260201");

const folder = mkdtempSync(path.join(tmpdir(), "strongroom-sdk-"));
try {
  const sources = path.join(folder, "sources");
  execFileSync("go", ["run", "./gen-sdk", SCHEMA, sources], {
    cwd: path.join(import.meta.dirname, "go"),
    env: { ...process.env, GOFLAGS: "-mod=readonly", GOWORK: "off", CGO_ENABLED: "0" },
    stdio: "inherit",
  });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  const tsc = path.join(ROOT, "node_modules", ".bin", "tsc");
  const flags = ["--sourceMap", "false", "--declarationMap", "false"];
  execFileSync(tsc, ["-p", sources, ...flags], { stdio: "inherit" });

  rmSync(TARGET, { recursive: true, force: true });
  cpSync(path.join(sources, "bin"), TARGET, { recursive: true });
  for (const file of readdirSync(TARGET, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|ts)$/.test(file)) continue;
    const place = path.join(TARGET, file);
    writeFileSync(place, readFileSync(place, "utf8").replaceAll(/[ \t]+$/gm, ""));
  }
  const { name, version, license, pulumi } = JSON.parse(readFileSync(path.join(sources, "package.json"), "utf8")) as {
    readonly [key: string]: unknown;
  };
  const manifest = { name, version, license, private: true, type: "commonjs", pulumi };
  writeFileSync(path.join(TARGET, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
