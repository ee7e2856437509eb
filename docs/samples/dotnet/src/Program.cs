// payments/api in small: answers whether it can reach what it needs. The variables are those that
// `npx strongroom connect payments api --format env` prints.
using Azure.Identity;
using Contoso.Payments;
using Microsoft.Data.SqlClient;

var app = WebApplication.CreateBuilder(args).Build();

string Variable(string name) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{name} is not set: see strongroom connect");

// Takes AZURE_CLIENT_ID from the environment: on Azure, in a cluster, in a pipeline, or the developer's own az login.
var credential = new DefaultAzureCredential();

var stripeKey = new CachedSecret(new CachedSecretOptions
{
    Read = VaultReader.Of(new Uri(Variable("KEY_VAULT_URI")), Variable("STRIPE_KEY_SECRET"), credential),
    OnFailure = (error, kept) =>
        app.Logger.LogWarning(error, "the vault did not answer; going on with the last value: {Kept}", kept),
});

var ledger = new SqlConnectionStringBuilder
{
    DataSource = $"tcp:{Variable("LEDGER_SQL_SERVER")},1433",
    InitialCatalog = Variable("LEDGER_SQL_DATABASE"),
    Authentication = SqlAuthenticationMethod.ActiveDirectoryDefault,
    UserID = Variable("AZURE_CLIENT_ID"),
    // Strict is TDS 8.0: TLS comes first, and nobody can talk it down.
    Encrypt = SqlConnectionEncryptOption.Strict,
    TrustServerCertificate = false,
    ConnectTimeout = 30,
}.ConnectionString;

// A paused serverless database refuses with error 40613, and takes about a minute to wake; SqlClient tries again by itself for
// these errors only where it is told to, 40613 among them by default.
var awake = SqlConfigurableRetryFactory.CreateFixedRetryProvider(new SqlRetryLogicOption
{
    NumberOfTries = 13,
    DeltaTime = TimeSpan.FromSeconds(10),
});

// Without its secret the service must not start: it would take payments that it cannot charge.
await stripeKey.GetAsync();

app.MapGet("/", async (CancellationToken cancellation) =>
{
    try
    {
        await stripeKey.GetAsync(cancellation);
        await using var connection = new SqlConnection(ledger) { RetryLogicProvider = awake };
        await connection.OpenAsync(cancellation);
        return Results.Text("ready\n");
    }
    catch (Exception error) when (error is UnavailableException or SqlException)
    {
        app.Logger.LogError(error, "not ready");
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
});
app.Run();
