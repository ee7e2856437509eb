// A secret's rotation as the components take it: what a manifest says of one environment, with every name and id in place.
import type { DeclaredRotation } from "../components/vault/declared.ts";
import type { SecretEntry } from "./manifest/manifest.ts";
import type { Settings } from "./settings/settings.ts";
import { unordered } from "./unordered.ts";

/** Characters of a generated value, unless the manifest says otherwise: 285 bits of an alphabet of 62. */
const LENGTH = 48;

export function rotationOf({ rotation, readers }: SecretEntry, app: string, settings: Settings): DeclaredRotation {
  const { by, every, overlap, window, length, alphabet, storageAccount, entraApplication, restart } = rotation;
  const { environment, platform } = settings;
  const here = (text: string): string => text.replaceAll("${environment}", environment);
  const id = (resourceGroup: string, type: string, name: string): string =>
    `/subscriptions/${platform.subscriptionId}/resourceGroups/${here(resourceGroup)}/providers/${type}/${here(name)}`;
  const application = entraApplication?.[environment];
  return {
    by,
    everyDays: Number.parseInt(every),
    overlapDays: Number.parseInt(overlap),
    retire: "overlap",
    ...(window === undefined ? {} : { window }),
    readers: unordered(readers).map((reader) => (reader.includes("/") ? reader.replace("/", "-") : `${app}-${reader}`)),
    after: unordered(
      Object.values(restart).map(({ containerApp, resourceGroup }) =>
        id(resourceGroup, "Microsoft.App/containerApps", containerApp),
      ),
    ).map((container) => ({ restart: container })),
    ...(by === "generated" ? { generated: { length: length ?? LENGTH, alphabet: alphabet ?? "alphanumeric" } } : {}),
    ...(storageAccount === undefined
      ? {}
      : {
          storageAccount: {
            id: id(storageAccount.resourceGroup, "Microsoft.Storage/storageAccounts", storageAccount.name),
          },
        }),
    ...(application === undefined ? {} : { entraApplication: { ...application, tenantId: platform.tenantId } }),
  };
}
