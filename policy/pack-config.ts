// The engine's policy packs are configured by a JSON file of their own. It is made from policy.yaml, so that a preview and a
// check on a pull request cannot be configured differently.
import { checkEnvironment, levelOf, type Environment, type PolicyConfig } from "./config.ts";
import { EXCEPTIONS_RULES } from "./pack.ts";
import { RULES } from "./rules.ts";

/** What `pulumi preview --policy-pack-config` reads, for one environment. */
export function toPackConfig(config: PolicyConfig, environment: Environment): Record<string, Record<string, unknown>> {
  checkEnvironment(config, environment);
  return Object.fromEntries(
    RULES.map((rule) => {
      const exceptions = EXCEPTIONS_RULES.has(rule.id)
        ? config.exceptions
        : config.exceptions.filter((exception) => exception.rule === rule.id).map(({ rule: _rule, ...rest }) => rest);
      return [
        rule.id,
        {
          enforcementLevel: levelOf(rule, config, environment),
          // Once more under a name that the pack is told: the engine keeps its own word to itself.
          level: levelOf(rule, config, environment),
          ...Object.fromEntries((rule.settings ?? []).map((key) => [key, config.settings[key]])),
          ...(exceptions.length === 0 ? {} : { exceptions }),
        },
      ];
    }),
  );
}
