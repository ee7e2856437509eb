// What a manifest says that cannot be, though each of its fields is well-formed.
import { EC_KEY_WORDS, KEY_WORDS } from "../../components/authorization/object-roles.ts";
import { checkForm } from "../federation/federation-checks.ts";
import { KINDS } from "./in-environment.ts";
import type { Manifest } from "./manifest.ts";
import { rotationProblems } from "./rotation-checks.ts";
import { RESERVED_APP_NAMES } from "../names/naming.ts";
import type { Finding } from "./references.ts";
import { didYouMean, list, quote, thereAre } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

export function checkManifest(manifest: Manifest): Finding[] {
  return [
    ...checkName(manifest),
    ...checkEnvironments(manifest),
    ...checkOverrides(manifest),
    ...checkObjects(manifest),
    ...checkFederation(manifest),
  ];
}

function checkName({ name }: Manifest): Finding[] {
  return RESERVED_APP_NAMES.includes(name)
    ? [{ path: ["name"], message: `${quote(name)} is the platform's own name; choose another` }]
    : [];
}

function checkEnvironments({ environments }: Manifest): Finding[] {
  return environments.flatMap((environment, index) =>
    environments.indexOf(environment) === index
      ? []
      : [{ path: ["environments", index], message: `${quote(environment)} is named twice` }],
  );
}

function checkOverrides(manifest: Manifest): Finding[] {
  return Object.entries(manifest.overrides).flatMap(([environment, override]) => {
    const here = ["overrides", environment];
    if (!manifest.environments.includes(environment)) {
      const message = `the application is not in ${environment}; it is in ${list(manifest.environments)}`;
      return [{ path: here, message }];
    }
    const missing = (path: Path, kind: (typeof KINDS)[number], key: string): Finding[] => {
      const keys = Object.keys(manifest[kind]);
      if (keys.includes(key)) return [];
      return [{ path, message: `no ${kind.slice(0, -1)} ${quote(key)}${didYouMean(key, keys)}; ${thereAre(keys)}` }];
    };
    return [
      ...KINDS.flatMap((kind) =>
        override.omit[kind].flatMap((key, index) => missing([...here, "omit", kind, index], kind, key)),
      ),
      ...Object.keys(override.databases).flatMap((key) => [
        ...missing([...here, "databases", key], "databases", key),
        ...(override.omit.databases.includes(key)
          ? [
              {
                path: [...here, "databases", key],
                message: `database ${quote(key)} is omitted in ${environment}, and has no size there`,
              },
            ]
          : []),
      ]),
    ];
  });
}

function checkObjects(manifest: Manifest): Finding[] {
  const findings: Finding[] = [];
  for (const [key, { rotation }] of Object.entries(manifest.secrets)) {
    findings.push(
      ...rotationProblems(rotation, manifest.environments).map(({ path, message }) => ({
        path: ["secrets", key, "rotation", ...path],
        message,
      })),
    );
  }
  for (const [key, entry] of Object.entries(manifest.keys)) {
    const { type, size, curve } = entry;
    const isRsa = type.startsWith("RSA");
    for (const word of KEY_WORDS) {
      if (isRsa || EC_KEY_WORDS.includes(word) || entry[word].length === 0) continue;
      findings.push({
        path: ["keys", key, word],
        message: `an EC key can only ${EC_KEY_WORDS.join(" and ")}; this one is ${type}, choose RSA or leave ${word} out`,
      });
    }
    if (!isRsa && size !== undefined) {
      findings.push({
        path: ["keys", key, "size"],
        message: `a size belongs to RSA keys; this one is ${type}, choose a curve`,
      });
    }
    if (isRsa && curve !== undefined) {
      findings.push({
        path: ["keys", key, "curve"],
        message: `a curve belongs to EC keys; this one is ${type}, choose a size`,
      });
    }
  }
  for (const [key, { validityMonths, renewBefore }] of Object.entries(manifest.certificates)) {
    // A month has at least 28 days; half of the life is what Key Vault's own default stays below (80 % of it).
    const most = Math.floor((validityMonths * 28) / 2);
    if (Number.parseInt(renewBefore) > most) {
      const message = `${quote(renewBefore)} is not allowed: with validityMonths ${String(validityMonths)}, at most ${String(most)}d`;
      findings.push({ path: ["certificates", key, "renewBefore"], message });
    }
  }
  return findings;
}

function checkFederation(manifest: Manifest): Finding[] {
  return Object.entries(manifest.workloads).flatMap(([key, { federatedWith }]) => {
    if (federatedWith === undefined) return [];
    const here = ["workloads", key, "federatedWith"];
    const findings = checkForm(federatedWith).map(({ path, message }) => ({ path: [...here, ...path], message }));
    return findings;
  });
}
