// A key that a person rotates is rotated late.
import { anyItem, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { rotatesWithin } from "../time.ts";
import { get, sameText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const keyAutoRotation: ResourceRule = {
  id: "key-auto-rotation",
  title: "Keys rotate by themselves, in time",
  severity: "medium",
  controls: controls("keyLifecycle", { cis: ["8.8"], mcsb: ["DP-6"] }),
  equals: ["AZR-000123"],
  appliesTo: ["keyvault:Key"],
  needs: {
    "keyvault:Key": [
      "properties.rotationPolicy.lifetimeActions",
      "properties.rotationPolicy.lifetimeActions.0.action.type",
      "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate",
    ],
  },
  settings: ["keyRotationMaxDays"],
  help: "add a lifetime action of type rotate to properties.rotationPolicy, with timeAfterCreate in days",
  check: (key, { settings }) => {
    const path = "properties.rotationPolicy.lifetimeActions";
    const rotates = anyItem(get(key.props, path), (action) =>
      both(
        holds(get(action, "action.type"), (type) => sameText(type, "rotate")),
        rotatesWithin(
          settings.keyRotationMaxDays,
          action,
          get(key.props, "properties.rotationPolicy.attributes.expiryTime"),
        ),
      ),
    );
    if (rotates !== "no") return [];
    return [finding(key, path, `${path} has no action that rotates within ${settings.keyRotationMaxDays} days`)];
  },
};
