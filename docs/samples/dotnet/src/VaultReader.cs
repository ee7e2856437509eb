using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace Contoso.Payments;

/// <summary>Reads one secret of a vault as this workload's identity.</summary>
public static class VaultReader
{
    /// <summary>How long one read may take.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static Func<Task<string>> Of(Uri vault, string name, TokenCredential credential)
    {
        // Retries are the cache's: the client's own would multiply them.
        var client = new SecretClient(vault, credential, new SecretClientOptions { Retry = { MaxRetries = 0 } });
        return async () =>
        {
            using var limit = new CancellationTokenSource(Timeout);
            try
            {
                // Without a version: the newest, so that rotation needs no deployment.
                KeyVaultSecret secret = await client.GetSecretAsync(name, cancellationToken: limit.Token);
                return secret.Value;
            }
            // Not signed in, not allowed, not there: the answer stays the same when asked again.
            catch (RequestFailedException error) when (error.Status is 400 or 401 or 403 or 404)
            {
                throw new RefusedException($"the vault refuses secret {name} ({error.Status})", error);
            }
        };
    }
}
