package com.contoso.payments;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.sql.SQLException;

/**
 * payments/api in small: answers whether it can reach what it needs. The variables are those that
 * {@code npx strongroom connect payments api --format env} prints.
 */
public final class Service {
    private Service() {}

    public static void main(String[] args) throws Exception {
        // Takes AZURE_CLIENT_ID from the environment: on Azure, in a cluster, in a pipeline, or the developer's own az login.
        TokenCredential credential = new DefaultAzureCredentialBuilder().build();
        var stripeKey = new CachedSecret(
                new VaultReader(variable("KEY_VAULT_URI"), variable("STRIPE_KEY_SECRET"), credential));

        var ledger = new SQLServerDataSource();
        ledger.setServerName(variable("LEDGER_SQL_SERVER"));
        ledger.setDatabaseName(variable("LEDGER_SQL_DATABASE"));
        ledger.setAuthentication("ActiveDirectoryDefault");
        // strict is TDS 8.0: TLS comes first, and nobody can talk it down.
        ledger.setEncrypt("strict");
        ledger.setTrustServerCertificate(false);
        // A paused serverless database refuses with error 40613, and takes about a minute to wake: tries every 10 seconds
        // for two minutes, within the seconds that one sign-in may take.
        ledger.setConnectRetryCount(12);
        ledger.setConnectRetryInterval(10);
        ledger.setLoginTimeout(130);

        // Without its secret the service must not start: it would take payments that it cannot charge.
        stripeKey.get();

        String port = System.getenv().getOrDefault("PORT", "8080");
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(port)), 0);
        server.createContext("/", exchange -> {
            int status = 200;
            try (var connection = ledger.getConnection()) {
                stripeKey.get();
                status = connection.isValid(5) ? 200 : 503;
            } catch (CachedSecret.Unavailable | SQLException error) {
                System.getLogger(Service.class.getName()).log(System.Logger.Level.ERROR, "not ready", error);
                status = 503;
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException(name + " is not set: see strongroom connect");
        }
        return value;
    }
}
