// How the environment variables are called. A name that a shell, a runtime or Azure already uses would change how the
// application starts, so such a one is prefixed with the application, and so is every name that two things would share.

/** Names and beginnings that something else gives a meaning to. */
const TAKEN =
  /^(PATH|HOME|USER|SHELL|PWD|LANG|TERM|HOST|HOSTNAME|PORT|TMPDIR|TEMP|TMP|IFS|ENV|BASH_ENV|CLASSPATH|JAVA_TOOL_OPTIONS|NODE_OPTIONS|NODE_ENV|GODEBUG|KEY_VAULT_URI)$|^(AZURE|ARM|MSI|IDENTITY|WEBSITE|WEBSITES|FUNCTIONS|AZUREWEBJOBS|APPSETTING|CONTAINER_APP|KUBERNETES|GITHUB|ACTIONS|RUNNER|LD|DYLD|PYTHON|DOTNET|ASPNETCORE)(_|$)/;

/** `stripe-key` to `STRIPE_KEY`; what begins with a digit gets the application in front, since a variable may not. */
export function variableName(app: string, key: string): string {
  const name = upper(key);
  return TAKEN.test(name) || /^\d/.test(name) ? `${upper(app)}_${name}`.replace(/^(?=\d)/, "_") : name;
}

export function upper(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
}

/** Makes names unique: those that two share are replaced by their longer form, which is unique already. */
export function unique<T extends { readonly variable: string }>(
  items: readonly T[],
  longer: (item: T) => string,
): readonly T[] {
  const counts = new Map<string, number>();
  for (const { variable } of items) counts.set(variable, (counts.get(variable) ?? 0) + 1);
  return items.map((item) => ((counts.get(item.variable) ?? 0) > 1 ? { ...item, variable: longer(item) } : item));
}
