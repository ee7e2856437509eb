// Azure's refusals, in the words in which azure-native shows them, so that a message seen here can be searched for.

/** As azure-native prints a refusal: `Status=404 Code="ParentResourceNotFound" Message="…"` (its client_azcore.go). */
export class AzureError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(`Status=${status} Code="${code}" Message="${message}"`);
    this.status = status;
    this.code = code;
  }
}

/** A refusal by the provider itself, before any request goes to Azure. */
export class ProviderError extends Error {}
