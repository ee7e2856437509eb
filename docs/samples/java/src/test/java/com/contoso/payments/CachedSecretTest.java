package com.contoso.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cache against a vault on this machine that does as it is told. */
final class CachedSecretTest {
    private final Deque<Integer> faults = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private volatile String value = "first";
    private volatile boolean out;
    private volatile Instant now = Instant.ofEpochSecond(1_000_000);
    private HttpServer server;
    private HttpClient http;
    private CachedSecret key;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().getPath());
            int status = out ? 503 : faults.isEmpty() ? 200 : faults.pop();
            byte[] body = (status == 200 ? value : "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        http = HttpClient.newHttpClient();
        key = new CachedSecret(
                this::read, Duration.ofMinutes(5), Duration.ofHours(4), new TestClock(), waits::add, () -> 0.5);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String read() throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secrets/key/");
        var answer = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 403) {
            throw new CachedSecret.Refused("403");
        }
        if (answer.statusCode() != 200) {
            throw new IOException(String.valueOf(answer.statusCode()));
        }
        return answer.body();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void readsOnceHoweverManyAsk() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        List<Future<String>> values = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            values.add(threads.submit(key::get));
        }

        for (Future<String> each : values) {
            assertEquals("first", each.get());
        }
        threads.shutdown();

        assertEquals(List.of("/secrets/key/"), requests);
    }

    @Test
    void takesUpARotatedValueAfterItsTimeToLive() {
        key.get();

        value = "second";
        pass(Duration.ofMinutes(4));
        assertEquals("first", key.get());
        pass(Duration.ofMinutes(2));

        assertEquals("second", key.get());
    }

    @Test
    void triesAgainWithGrowingWaitsWhenTheVaultIsBusy() {
        faults.addAll(List.of(429, 503, 500));

        assertEquals("first", key.get());

        assertEquals(List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)), waits);
    }

    @Test
    void goesOnWithTheLastGoodValueWithoutHammeringAndRecovers() {
        key.get();

        out = true;
        pass(Duration.ofMinutes(6));
        assertEquals("first", key.get());
        assertEquals("first", key.get());
        assertEquals(2, requests.size());
        out = false;
        value = "second";
        pass(Duration.ofMinutes(1));

        assertEquals("second", key.get());
    }

    @Test
    void failsWhenThereNeverWasAValueAndAsksAgainOnlyAfterAWhile() {
        out = true;

        assertThrows(CachedSecret.Unavailable.class, key::get);
        assertThrows(CachedSecret.Unavailable.class, key::get);
        assertEquals(CachedSecret.ATTEMPTS, requests.size());
        out = false;
        pass(Duration.ofMinutes(1));

        assertEquals("first", key.get());
    }

    @Test
    void failsWhenTheLastGoodValueIsTooOld() {
        key.get();

        out = true;
        pass(Duration.ofMinutes(241));

        assertThrows(CachedSecret.Unavailable.class, key::get);
    }

    @Test
    void doesNotTryAgainAtOnceWhenItIsRefused() {
        faults.add(403);

        assertThrows(CachedSecret.Unavailable.class, key::get);

        assertEquals(1, requests.size());
    }

    @Test
    void readsAgainWhenTheValueWasRejectedButNotMoreThanEveryHalfMinute() {
        key.get();

        value = "second";
        key.rejected();
        assertEquals("first", key.get());
        pass(Duration.ofMinutes(1));
        key.rejected();

        assertEquals("second", key.get());
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
