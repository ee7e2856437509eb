// The cache against a vault on this machine that does as it is told.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Contoso.Payments;
using Xunit;

public sealed class CachedSecretTests : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly HttpClient http = new();
    private readonly string address;
    private readonly ConcurrentQueue<int> faults = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly List<TimeSpan> waits = [];
    private readonly CachedSecret key;
    private volatile string value = "first";
    private volatile bool isOut;
    private DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1_000_000);

    public CachedSecretTests()
    {
        address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        _ = AnswerAsync();
        key = new CachedSecret(new CachedSecretOptions
        {
            Read = ReadAsync,
            Now = () => now,
            Random = () => 0.5,
            Sleep = wait =>
            {
                waits.Add(wait);
                return Task.CompletedTask;
            },
        });
    }

    public void Dispose()
    {
        listener.Close();
        http.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task AnswerAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            requests.Enqueue(context.Request.Url!.AbsolutePath);
            context.Response.StatusCode = isOut ? 503 : faults.TryDequeue(out var fault) ? fault : 200;
            if (context.Response.StatusCode == 200) context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(value));
            context.Response.Close();
        }
    }

    private async Task<string> ReadAsync()
    {
        using var answer = await http.GetAsync(address + "secrets/key/");
        if (answer.StatusCode == HttpStatusCode.Forbidden) throw new RefusedException("403");
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task Reads_once_however_many_ask()
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => key.GetAsync())));

        Assert.All(values, each => Assert.Equal("first", each));
        Assert.Equal(new[] { "/secrets/key/" }, requests.ToArray());
    }

    [Fact]
    public async Task Takes_up_a_rotated_value_after_its_time_to_live()
    {
        await key.GetAsync();

        value = "second";
        now += TimeSpan.FromMinutes(4);
        Assert.Equal("first", await key.GetAsync());
        now += TimeSpan.FromMinutes(2);

        Assert.Equal("second", await key.GetAsync());
    }

    [Fact]
    public async Task Tries_again_with_growing_waits_when_the_vault_is_busy()
    {
        foreach (var status in new[] { 429, 503, 500 }) faults.Enqueue(status);

        Assert.Equal("first", await key.GetAsync());

        Assert.Equal(new[] { 0.5, 1, 2 }, waits.Select(wait => wait.TotalSeconds).ToArray());
    }

    [Fact]
    public async Task Goes_on_with_the_last_good_value_without_hammering_and_recovers()
    {
        await key.GetAsync();

        isOut = true;
        now += TimeSpan.FromMinutes(6);
        Assert.Equal("first", await key.GetAsync());
        Assert.Equal("first", await key.GetAsync());
        Assert.Equal(2, requests.Count);
        isOut = false;
        value = "second";
        now += TimeSpan.FromMinutes(1);

        Assert.Equal("second", await key.GetAsync());
    }

    [Fact]
    public async Task Fails_when_there_never_was_a_value_and_asks_again_only_after_a_while()
    {
        isOut = true;

        await Assert.ThrowsAsync<UnavailableException>(() => key.GetAsync());
        await Assert.ThrowsAsync<UnavailableException>(() => key.GetAsync());
        Assert.Equal(CachedSecret.Attempts, requests.Count);
        isOut = false;
        now += TimeSpan.FromMinutes(1);

        Assert.Equal("first", await key.GetAsync());
    }

    [Fact]
    public async Task Fails_when_the_last_good_value_is_too_old()
    {
        await key.GetAsync();

        isOut = true;
        now += TimeSpan.FromMinutes(241);

        await Assert.ThrowsAsync<UnavailableException>(() => key.GetAsync());
    }

    [Fact]
    public async Task Does_not_try_again_at_once_when_it_is_refused()
    {
        faults.Enqueue(403);

        await Assert.ThrowsAsync<UnavailableException>(() => key.GetAsync());

        Assert.Single(requests);
    }

    [Fact]
    public async Task Reads_again_when_the_value_was_rejected_but_not_more_than_every_half_minute()
    {
        await key.GetAsync();

        value = "second";
        key.Rejected();
        Assert.Equal("first", await key.GetAsync());
        now += TimeSpan.FromMinutes(1);
        key.Rejected();

        Assert.Equal("second", await key.GetAsync());
    }
}
