// Defender notices the unusual read that every role allowed.
import { best, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { get, sameText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const defenderPlans: StackRule = {
  id: "defender-plans",
  title: "Defender watches vaults and SQL servers",
  severity: "medium",
  controls: controls("monitoring", { mcsb: ["LT-1"] }),
  equals: ["CKV_AZURE_87", "CKV_AZURE_69"],
  appliesTo: ["security:Pricing"],
  needs: { "security:Pricing": ["pricingName", "pricingTier"] },
  settings: ["ownsSubscription", "defenderPlans"],
  help: "add a security.Pricing of tier Standard for each plan",
  checkStack: (stack, { settings }) => {
    if (!settings.ownsSubscription) return [];
    const plans = stack.ofKind("security:Pricing");
    return settings.defenderPlans
      .filter(
        (plan) =>
          best(
            plans.map(({ props }) =>
              both(
                holds(get(props, "pricingName"), (name) => sameText(name, plan)),
                holds(get(props, "pricingTier"), (tier) => sameText(tier, "Standard")),
              ),
            ),
          ) === "no",
      )
      .map((plan) => ({ urn: "", message: `the Defender plan ${plan} is not Standard` }));
  },
};
