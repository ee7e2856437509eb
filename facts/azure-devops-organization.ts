// Which Azure DevOps organization is let in. Its name can be given up and taken by somebody else, and the subject of a newer
// service connection does not hold it at all (`/eid1/…/sc/<organization's id>/<connection's id>`, azure-devops-docs:
// convert-service-connections): the id is what decides, so an allow-list names both.

/** An entry of an allow-list: the name, an @, the id. */
export const ORGANIZATION =
  /^[A-Za-z0-9][A-Za-z0-9-]{0,48}[A-Za-z0-9]?@[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

export const ORGANIZATION_HELP =
  "write an Azure DevOps organization with its id, such as contoso@8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8 (https://dev.azure.com/contoso/_apis/connectionData shows it as instanceId)";

/** The name and the id, the id in small letters. */
export function organizationOf(entry: string): { readonly name: string; readonly id: string } {
  const [name = "", id = ""] = entry.split("@");
  return { name, id: id.toLowerCase() };
}
