// azure-native made into a package for one module at one API version, as `pulumi package add azure-native keyvault 2026-02-01`
// asks for it (Parameterize with arguments), and as an SDK of such a package asks for it again (Parameterize with a value).
// Follows pulumi-azure-native's provider/pkg/provider/provider_parameterize.go.
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type pb from "@pulumi/pulumi/proto/provider_pb.js";
import { KEY_VAULT_PACKAGE } from "../../facts/local-packages.ts";
import { ProviderError } from "../model/errors.ts";

/** The packages that are known, by module and version. */
const KNOWN: readonly LocalPackage[] = [
  {
    name: KEY_VAULT_PACKAGE,
    module: "keyvault",
    version: "v20260201",
    apiVersion: "2026-02-01",
    schemaFile: path.join(import.meta.dirname, "..", "..", "facts", "keyvault-2026-02-01.schema.json"),
  },
];

export interface LocalPackage {
  readonly name: string;
  readonly module: string;
  /** As the provider writes it: `v20260201`. */
  readonly version: string;
  readonly apiVersion: string;
  readonly schemaFile: string;
}

/** The package that a type belongs to; undefined for azure-native's own SDK. */
export function packageOf(type: string): LocalPackage | undefined {
  return KNOWN.find(({ name }) => type.startsWith(`${name}:`));
}

export function requested(request: pb.ParameterizeRequest): LocalPackage {
  const { module, version } = parameters(request);
  const found = KNOWN.find((each) => each.module === module.toLowerCase() && each.version === version);
  if (found !== undefined) return found;
  const known = KNOWN.map((each) => `${each.module} ${each.apiVersion}`).join(", ");
  throw new ProviderError(
    `simulated Azure has no local package for module ${JSON.stringify(module)} at ${JSON.stringify(version)}; it knows ${known}`,
  );
}

export function schemaOf({ schemaFile }: LocalPackage): string {
  return readFileSync(schemaFile, "utf8");
}

/** The version of the package is that of the provider that it is made of. */
export function packageVersion(local: LocalPackage): string {
  const { version } = JSON.parse(schemaOf(local)) as { readonly version: string };
  return version;
}

function parameters(request: pb.ParameterizeRequest): { readonly module: string; readonly version: string } {
  const args = request.getArgs()?.getArgsList();
  if (args !== undefined) {
    const [module, version] = args;
    if (module === undefined || version === undefined || args.length !== 2) {
      throw new ProviderError(`expected 2 arguments (module and API version), got ${String(args.length)}`);
    }
    return { module, version: sdkVersion(version) };
  }
  const value = request.getValue();
  if (value === undefined) throw new ProviderError("simulated Azure was given no parameters for a local package");
  const text = Buffer.from(Buffer.from(value.getValue_asU8()).toString(), "base64").toString();
  try {
    const { module, version } = JSON.parse(text) as { readonly module?: unknown; readonly version?: unknown };
    if (typeof module === "string" && typeof version === "string") return { module, version };
  } catch {
    // Said below.
  }
  throw new ProviderError("simulated Azure cannot read the parameters of a local package: they are no base64 of JSON");
}

/** `2026-02-01`, `v20260201` and `20260201` all mean `v20260201`. */
function sdkVersion(version: string): string {
  const match = /^v?(20\d\d)-?([01]\d)-?([0-3]\d)-?(preview|privatepreview)?$/i.exec(version.trim());
  if (match === null) throw new ProviderError(`invalid API version: ${version}`);
  const [, year = "", month = "", day = "", suffix = ""] = match;
  return `v${year}${month}${day}${suffix}`;
}
