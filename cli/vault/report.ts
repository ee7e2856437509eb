// What a person reads: vault by vault, what differs, who gains and who loses, and what is left to decide.
import { printable } from "../../text/printable.ts";
import type { Chain } from "./chain.ts";
import type { DesiredVault } from "./desired.ts";
import type { Finding, Step } from "./plan.ts";
import type { Outcome } from "./reconcile.ts";
import { chainAsJson, chainLines } from "./report-chain.ts";

export interface Colors {
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** Whether anything is not as declared. */
export function isDrift({ plan }: Outcome): boolean {
  return plan !== undefined && (plan.steps.length > 0 || plan.findings.some(({ kind }) => kind === "decide"));
}

/** `applied`: what was done; otherwise what would be. */
export function outcomesText(outcomes: readonly Outcome[], applied: boolean, colors: Colors): string {
  const blocks = outcomes.map((outcome) => vaultText(outcome, applied, colors));
  return [...blocks, summary(outcomes, applied)].join("\n");
}

function vaultText({ vault, plan, chains, done, failure }: Outcome, applied: boolean, colors: Colors): string {
  const title = colors.bold(`${vault.app}: ${vault.name}`);
  // What `apply` changes is not who stands behind a certificate.
  const behind = applied ? [] : [...(chains ?? [])].flatMap(([name, chain]) => chainBlock(name, chain, colors));
  const lines = [
    ...(plan?.steps ?? []).map((step, index) => stepLine(step, !applied || index < done, colors)),
    ...(plan?.findings ?? []).map((finding) => findingLine(finding, colors)),
    ...(failure === undefined ? [] : [`  ${colors.red("failed")}  ${failure}`]),
  ];
  const heading = lines.length === 0 ? `${title}  ${colors.dim("as declared")}` : title;
  return [heading, ...lines, ...behind].join("\n");
}

function chainBlock(name: string, chain: Chain, colors: Colors): readonly string[] {
  const [first = "", ...others] = chainLines(chain);
  return [
    `  ${colors.dim("chain")}  certificate ${printable(name)}: ${first}`,
    ...others.map((line) => `           ${line}`),
  ];
}

function stepLine(step: Step, counts: boolean, colors: Colors): string {
  const word = !counts ? "not done" : step.access === "gains" ? "gains" : step.access === "loses" ? "loses" : "change";
  const color = !counts
    ? colors.red
    : step.access === "gains"
      ? colors.green
      : step.access === "loses"
        ? colors.red
        : colors.dim;
  return `  ${color(word)}  ${printable(step.subject)}: ${printable(step.detail)}`;
}

function findingLine({ kind, subject, detail }: Finding, colors: Colors): string {
  const word = kind === "decide" ? colors.yellow("decide") : colors.dim("note");
  return `  ${word}  ${printable(subject)} ${printable(detail)}`;
}

function summary(outcomes: readonly Outcome[], applied: boolean): string {
  const steps = outcomes.reduce((sum, { plan, done }) => sum + (applied ? done : (plan?.steps.length ?? 0)), 0);
  const decide = outcomes.flatMap(({ plan }) => plan?.findings ?? []).filter(({ kind }) => kind === "decide").length;
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  const parts = [
    `${outcomes.length} vault${outcomes.length === 1 ? "" : "s"}`,
    `${steps} change${steps === 1 ? "" : "s"}${applied ? " made" : " to make"}`,
    ...(decide === 0 ? [] : [`${decide} to decide`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ];
  return parts.join(", ");
}

export function asJson(outcomes: readonly Outcome[]): unknown {
  return {
    vaults: outcomes.map(({ vault, plan, chains, done, failure }) => ({
      app: vault.app,
      vault: vault.name,
      steps: (plan?.steps ?? []).map(({ subject, detail, access }, index) => ({
        subject,
        detail,
        ...(access && { access }),
        done: index < done,
      })),
      findings: plan?.findings ?? [],
      chains: [...(chains ?? [])].map(([name, chain]) => chainAsJson(name, chain)),
      ...(failure === undefined ? {} : { failure }),
    })),
  };
}

/** What is declared, without looking at any vault. */
export function declarationText(vaults: readonly DesiredVault[], colors: Colors): string {
  return vaults
    .map(({ app, name, secrets, keys, connections, certificates, readers }) =>
      [
        colors.bold(`${app}: ${name}`),
        ...secrets.map(
          (secret) =>
            `  secret       ${secret.name}: ends ${secret.lifetimeDays} days after it was written${secret.retiresAfter === undefined ? "" : `, retires after ${secret.retiresAfter}`}`,
        ),
        ...connections.map((connection) => `  connection   ${connection}: kept by pulumi`),
        ...keys.map(
          (key) =>
            `  key          ${key.name}: ${[key.type, key.size, key.curve].filter((part) => part !== undefined).join(" ")}, rotates every ${key.rotationDays} days`,
        ),
        ...certificates.map((certificate) => {
          const who = readers.filter((reader) => reader.certificate === certificate.name).map(({ grantee }) => grantee);
          return `  certificate  ${certificate.name}: ${printable(certificate.subject)} by ${certificate.issuer}, ${certificate.validityMonths} months, read by ${who.length === 0 ? "nobody" : printable(who.join(", "))}`;
        }),
      ].join("\n"),
    )
    .join("\n");
}
