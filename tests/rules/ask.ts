// Alert rules as the tests ask them: the deployed query with its window and its frequency.
import type { AlertRule } from "../../components/observability/alert-rules.ts";
import { queryOf } from "../../components/observability/alert-rules.ts";
import { queryText, type ParameterValues } from "../../components/observability/queries.ts";
import type { Asked } from "./evaluate.ts";

export function asked(rule: AlertRule, values: ParameterValues): Asked {
  return {
    name: rule.name,
    query: queryText(rule.name, values),
    tables: queryOf(rule).tables,
    windowMinutes: rule.windowMinutes,
    frequencyMinutes: rule.frequencyMinutes,
  };
}
