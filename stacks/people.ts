// Who asks before holding a right, in each environment. Apart from the stacks that use it, since the settings are judged by
// it too (infra/settings/people.ts), and to judge settings loads no resource.
import type { PeopleShape } from "../components/identity/app-people.ts";

export const PEOPLE = {
  // People reach a development vault by being in a group; reading a value takes asking, as everywhere.
  dev: { operatorsAsk: false, hours: 4 },
  // As in dev: what operators could break can be rebuilt.
  staging: { operatorsAsk: false, hours: 4 },
  // Nobody holds anything in production until somebody else has approved it, and then for half a working day.
  prod: { operatorsAsk: true, hours: 4 },
} as const satisfies Readonly<Record<string, PeopleShape>>;
