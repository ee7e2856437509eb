package com.contoso.payments;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;

/**
 * One secret, kept in memory: read seldom, read again after rotation, and still there when the vault is not. It depends
 * on nothing but Java, so copy it. docs/samples/README.md explains the numbers.
 */
public final class CachedSecret {
    /** Tries while there is no value to go on with. */
    public static final int ATTEMPTS = 4;

    /** Between two tries, and between two reads in an outage; doubles each time. */
    public static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** A value that was rejected is read again at most this often. */
    public static final Duration MIN_REREAD = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(CachedSecret.class.getName());

    /** Gives the newest version. */
    @FunctionalInterface
    public interface Reader {
        /** Throws {@link Refused} for an answer that is final, anything else for an outage. */
        String read() throws Exception;
    }

    /** The vault answered, and the answer is no: trying again at once would not change it. */
    public static final class Refused extends RuntimeException {
        public Refused(String message) {
            super(message);
        }
    }

    /** There is no value, or none that is recent enough to go on with. */
    public static final class Unavailable extends RuntimeException {
        Unavailable(Throwable cause) {
            super("the secret cannot be read, and there is no value recent enough to go on with", cause);
        }
    }

    /** Waits; replaced in tests. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration wait) throws InterruptedException;
    }

    private record Good(String value, Instant readAt) {}

    private final Reader reader;
    private final Duration ttl;
    private final Duration maxStale;
    private final Clock clock;
    private final Sleeper sleeper;
    private final DoubleSupplier random;

    private final ReentrantLock reading = new ReentrantLock();
    private volatile Good good;
    private volatile Instant nextRead = Instant.MIN;
    private volatile Throwable lastError;
    private int failures; // guarded by reading

    /** Reads again every 5 minutes, give or take 10 %, and goes on for 4 hours without the vault. */
    public CachedSecret(Reader reader) {
        this(
                reader,
                Duration.ofMinutes(5),
                Duration.ofHours(4),
                Clock.systemUTC(),
                wait -> Thread.sleep(wait.toMillis()),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    CachedSecret(Reader reader, Duration ttl, Duration maxStale, Clock clock, Sleeper sleeper, DoubleSupplier random) {
        this.reader = reader;
        this.ttl = ttl;
        this.maxStale = maxStale;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
    }

    /** The value. Throws {@link Unavailable} only when there never was one, or the last good one is too old. */
    public String get() {
        String usable = usable();
        if (clock.instant().isBefore(nextRead)) {
            return orFail(usable);
        }
        // One thread reads; the others go on with what there is, or wait for it.
        if (usable == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return usable;
        }
        try {
            return clock.instant().isBefore(nextRead) ? orFail(usable()) : refresh();
        } finally {
            reading.unlock();
        }
    }

    /** To be called when whatever the secret opens no longer accepts it: it may have been rotated early. */
    public void rejected() {
        Good last = good;
        if (last != null && !clock.instant().isBefore(last.readAt().plus(MIN_REREAD))) {
            nextRead = Instant.MIN;
        }
    }

    private String refresh() {
        String kept = usable();
        // With a value in hand nobody should wait long: one try, and the back-off lies between the reads.
        int attempts = kept == null ? ATTEMPTS : 1;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            try {
                String value = reader.read();
                good = new Good(value, clock.instant());
                failures = 0;
                nextRead = clock.instant().plus(times(ttl, 0.9 + 0.2 * random.getAsDouble()));
                return value;
            } catch (Exception error) {
                lastError = error;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the vault did not answer" + (kept == null ? "" : "; going on with the last value"),
                        error);
                if (error instanceof Refused || attempt == attempts || !pause(attempt)) {
                    break;
                }
            }
        }
        Duration wait = times(FIRST_WAIT, Math.pow(2, failures));
        failures = Math.min(failures + 1, 20);
        nextRead = clock.instant()
                .plus(times(wait.compareTo(ttl) < 0 ? wait : ttl, 0.5 + 0.5 * random.getAsDouble()));
        return orFail(kept);
    }

    /** False when the thread is to end. */
    private boolean pause(int attempt) {
        try {
            sleeper.sleep(times(FIRST_WAIT, random.getAsDouble() * Math.pow(2, attempt - 1)));
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String usable() {
        Good last = good;
        return last != null && clock.instant().isBefore(last.readAt().plus(maxStale)) ? last.value() : null;
    }

    private String orFail(String usable) {
        if (usable == null) {
            throw new Unavailable(lastError);
        }
        return usable;
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
