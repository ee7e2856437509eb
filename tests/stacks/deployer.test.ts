// The pipeline's role lists operations one by one. A kind of resource that the list misses would show only in production,
// as AuthorizationFailed in the middle of an `up`: so the list is held against what the stacks register.
import { expect } from "chai";
import { DEPLOYER_ACTIONS } from "../../components/authorization/deployer-actions.ts";
import { ENVIRONMENTS, planOf } from "../support/plans.ts";

/** Granting and defining roles is what the pipeline's role must not do by itself (components/authorization/delegation.ts). */
const NOT_BY_THIS_ROLE = ["microsoft.authorization/roleassignments", "microsoft.authorization/roledefinitions"];

/** `Microsoft.Sql/servers/databases` of an ARM id; of an extension's, such as a lock's, the extension's own type. */
function armType(id: string): string {
  const provider = id.slice(id.toLowerCase().lastIndexOf("/providers/") + "/providers/".length);
  const [namespace, ...rest] = provider.split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/").toLowerCase();
}

for (const stack of ENVIRONMENTS) {
  it(`the pipeline's role can write every kind of resource of ${stack}`, async () => {
    const { resources } = await planOf(stack);
    const allowed = new Set(DEPLOYER_ACTIONS.map((action) => action.toLowerCase()));

    const types = new Set(
      resources.flatMap(({ id, type }) =>
        type.startsWith("azure-native:") && id?.toLowerCase().includes("/providers/") === true ? [armType(id)] : [],
      ),
    );
    const missing = [...types].filter((type) => !NOT_BY_THIS_ROLE.includes(type) && !allowed.has(`${type}/write`));

    expect(types.size).to.be.greaterThan(15);
    expect(missing).to.deep.equal([]);
  });
}
