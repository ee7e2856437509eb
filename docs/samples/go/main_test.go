// The cache and the real client, against a vault on this machine that does as it is told.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"

	"example.com/payments-api/secretcache"
)

type token struct{}

func (token) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "t", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

type vault struct {
	mu       sync.Mutex
	value    string
	faults   []int // answers before the next good one
	out      bool
	requests []string
	now      time.Time
	waits    []time.Duration
}

func (v *vault) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.Header.Get("Authorization") == "" {
		response.Header().Set("WWW-Authenticate", `Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"`)
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests = append(v.requests, request.URL.Path)
	status := http.StatusOK
	if len(v.faults) > 0 {
		status, v.faults = v.faults[0], v.faults[1:]
	}
	if v.out {
		status = http.StatusServiceUnavailable
	}
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	if status == http.StatusOK {
		_ = json.NewEncoder(response).Encode(map[string]string{"value": v.value})
	}
}

func start(t *testing.T) (*vault, *secretcache.Secret) {
	t.Helper()
	v := &vault{value: "first", now: time.Unix(1_000_000, 0)}
	server := httptest.NewTLSServer(v)
	t.Cleanup(server.Close)
	read, err := readerOf(server.URL, "key", token{}, azsecrets.ClientOptions{
		ClientOptions:                        azcore.ClientOptions{Transport: server.Client()},
		DisableChallengeResourceVerification: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v, &secretcache.Secret{
		Read:   read,
		Now:    func() time.Time { return v.now },
		Random: func() float64 { return 0.5 },
		Sleep: func(_ context.Context, wait time.Duration) error {
			v.waits = append(v.waits, wait)
			return nil
		},
	}
}

func expect(t *testing.T, key *secretcache.Secret, want string) {
	t.Helper()
	if got, err := key.Get(context.Background()); err != nil || got != want {
		t.Fatalf("got %q, %v; want %q", got, err, want)
	}
}

func expectUnavailable(t *testing.T, key *secretcache.Secret) {
	t.Helper()
	if got, err := key.Get(context.Background()); !errors.Is(err, secretcache.ErrUnavailable) {
		t.Fatalf("got %q, %v; want ErrUnavailable", got, err)
	}
}

func expectRequests(t *testing.T, v *vault, want int) {
	t.Helper()
	if len(v.requests) != want {
		t.Fatalf("the vault was asked %d times: %v; want %d", len(v.requests), v.requests, want)
	}
}

func TestReadsOnceHoweverManyAskAndAsksForNoVersion(t *testing.T) {
	v, key := start(t)

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := key.Get(context.Background()); err != nil || got != "first" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	all.Wait()

	expectRequests(t, v, 1)
	if v.requests[0] != "/secrets/key/" {
		t.Fatalf("asked for %s", v.requests[0])
	}
}

func TestTakesUpARotatedValueAfterItsTimeToLive(t *testing.T) {
	v, key := start(t)
	expect(t, key, "first")

	v.value = "second"
	v.now = v.now.Add(4 * time.Minute)
	expect(t, key, "first")
	v.now = v.now.Add(2 * time.Minute)

	expect(t, key, "second")
}

func TestTriesAgainWithGrowingWaitsWhenTheVaultIsBusy(t *testing.T) {
	v, key := start(t)
	v.faults = []int{429, 503, 500}

	expect(t, key, "first")

	want := []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}
	if len(v.waits) != len(want) || v.waits[0] != want[0] || v.waits[1] != want[1] || v.waits[2] != want[2] {
		t.Fatalf("waited %v; want %v", v.waits, want)
	}
}

func TestGoesOnWithTheLastGoodValueWithoutHammeringAndRecovers(t *testing.T) {
	v, key := start(t)
	expect(t, key, "first")

	v.out = true
	v.now = v.now.Add(6 * time.Minute)
	expect(t, key, "first")
	expect(t, key, "first")
	expectRequests(t, v, 2)
	v.out, v.value = false, "second"
	v.now = v.now.Add(time.Minute)

	expect(t, key, "second")
}

func TestFailsWhenThereNeverWasAValueAndAsksAgainOnlyAfterAWhile(t *testing.T) {
	v, key := start(t)
	v.out = true

	expectUnavailable(t, key)
	expectUnavailable(t, key)
	expectRequests(t, v, secretcache.Attempts)
	v.out = false
	v.now = v.now.Add(time.Minute)

	expect(t, key, "first")
}

func TestFailsWhenTheLastGoodValueIsTooOld(t *testing.T) {
	v, key := start(t)
	expect(t, key, "first")

	v.out = true
	v.now = v.now.Add(241 * time.Minute)

	expectUnavailable(t, key)
}

func TestDoesNotTryAgainAtOnceWhenItIsRefused(t *testing.T) {
	v, key := start(t)
	v.faults = []int{403}

	expectUnavailable(t, key)

	expectRequests(t, v, 1)
}

func TestReadsAgainWhenTheValueWasRejectedButNotMoreThanEveryHalfMinute(t *testing.T) {
	v, key := start(t)
	expect(t, key, "first")

	v.value = "second"
	key.Rejected()
	expect(t, key, "first")
	v.now = v.now.Add(time.Minute)
	key.Rejected()

	expect(t, key, "second")
}
