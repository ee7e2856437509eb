namespace Contoso.Payments;

/// <summary>The vault answered, and the answer is no: trying again at once would not change it.</summary>
public sealed class RefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no value, or none that is recent enough to go on with.</summary>
public sealed class UnavailableException(Exception? inner)
    : Exception("the secret cannot be read, and there is no value recent enough to go on with", inner);

/// <summary>What a <see cref="CachedSecret"/> can be told; only Read must be set.</summary>
public sealed record CachedSecretOptions
{
    /// <summary>Reads the newest version; throws RefusedException for a final answer, anything else for an outage.</summary>
    public required Func<Task<string>> Read { get; init; }

    /// <summary>Until it is read again, give or take 10 %.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the last good value outlives an outage.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Told of every failed read, and whether there is a value to go on with; never of a value.</summary>
    public Action<Exception, bool> OnFailure { get; init; } = (_, _) => { };

    public Func<DateTimeOffset> Now { get; init; } = () => DateTimeOffset.UtcNow;

    public Func<TimeSpan, Task> Sleep { get; init; } = Task.Delay;

    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}

/// <summary>
/// One secret, kept in memory: read seldom, read again after rotation, and still there when the vault is not. It depends
/// on nothing but .NET, so copy it. docs/samples/README.md explains the numbers.
/// </summary>
public sealed class CachedSecret(CachedSecretOptions options)
{
    /// <summary>Tries while there is no value to go on with.</summary>
    public const int Attempts = 4;

    /// <summary>Between two tries, and between two reads in an outage; doubles each time.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>A value that was rejected is read again at most this often.</summary>
    public static readonly TimeSpan MinReread = TimeSpan.FromSeconds(30);

    private sealed record Good(string Value, DateTimeOffset ReadAt);

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Good? good;
    private volatile Exception? lastError;
    private long nextRead = DateTimeOffset.MinValue.UtcTicks;
    private int failures; // guarded by reading

    /// <summary>The value. Throws UnavailableException only when there never was one, or the last good one is too old.</summary>
    public async Task<string> GetAsync(CancellationToken cancellation = default)
    {
        var usable = Usable();
        if (!IsDue()) return OrFail(usable);

        // One caller reads; the others go on with what there is, or wait for it.
        if (usable is null) await reading.WaitAsync(cancellation);
        else if (!await reading.WaitAsync(TimeSpan.Zero, cancellation)) return usable;
        try
        {
            return IsDue() ? await RefreshAsync() : OrFail(Usable());
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>To be called when whatever the secret opens no longer accepts it: it may have been rotated early.</summary>
    public void Rejected()
    {
        if (good is { } last && options.Now() - last.ReadAt >= MinReread) Postpone(DateTimeOffset.MinValue);
    }

    private async Task<string> RefreshAsync()
    {
        var kept = Usable();
        // With a value in hand nobody should wait long: one try, and the back-off lies between the reads.
        var attempts = kept is null ? Attempts : 1;
        for (var attempt = 1; attempt <= attempts; attempt++)
        {
            try
            {
                var value = await options.Read();
                good = new Good(value, options.Now());
                failures = 0;
                Postpone(options.Now() + options.Ttl * (0.9 + 0.2 * options.Random()));
                return value;
            }
            catch (Exception error)
            {
                lastError = error;
                options.OnFailure(error, kept is not null);
                if (error is RefusedException || attempt == attempts) break;
                await options.Sleep(FirstWait * (options.Random() * Math.Pow(2, attempt - 1)));
            }
        }

        var wait = FirstWait * Math.Pow(2, failures);
        failures = Math.Min(failures + 1, 20);
        Postpone(options.Now() + (wait < options.Ttl ? wait : options.Ttl) * (0.5 + 0.5 * options.Random()));
        return OrFail(kept);
    }

    private bool IsDue() => options.Now().UtcTicks >= Interlocked.Read(ref nextRead);

    private void Postpone(DateTimeOffset until) => Interlocked.Exchange(ref nextRead, until.UtcTicks);

    private string? Usable() => good is { } last && options.Now() < last.ReadAt + options.MaxStale ? last.Value : null;

    private string OrFail(string? usable) => usable ?? throw new UnavailableException(lastError);
}
