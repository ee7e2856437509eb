package com.contoso.payments;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import java.time.Duration;
import java.util.Set;

/** Reads one secret of a vault as this workload's identity. */
final class VaultReader implements CachedSecret.Reader {
    /** Answers that stay the same when asked again: not signed in, not allowed, not there. */
    private static final Set<Integer> FINAL = Set.of(400, 401, 403, 404);

    private final SecretClient client;
    private final String name;

    VaultReader(String vaultUri, String name, TokenCredential credential) {
        this.name = name;
        this.client = new SecretClientBuilder()
                .vaultUrl(vaultUri)
                .credential(credential)
                // Retries are the cache's: the client's own would multiply them.
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
                .buildClient();
    }

    @Override
    public String read() {
        try {
            // Without a version: the newest, so that rotation needs no deployment.
            return client.getSecret(name).getValue();
        } catch (HttpResponseException error) {
            // Without a response the vault, or the identity provider, could not be reached, which is an outage.
            if (error.getResponse() != null && FINAL.contains(error.getResponse().getStatusCode())) {
                throw new CachedSecret.Refused("the vault refuses secret " + name + " ("
                        + error.getResponse().getStatusCode() + ")");
            }
            throw error;
        }
    }
}
