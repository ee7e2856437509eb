// Package secretcache keeps one secret in memory: read seldom, read again after rotation, and still there when the vault
// is not. It depends on nothing but Go, so copy it. docs/samples/README.md explains the numbers.
package secretcache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	// Attempts while there is no value to go on with.
	Attempts = 4
	// FirstWait lies between two tries, and between two reads in an outage; it doubles each time.
	FirstWait = time.Second
	// MinReread is how often a value that was rejected is read again at most.
	MinReread = 30 * time.Second
)

var (
	// ErrRefused marks an answer that stays the same when asked again: not allowed, not there.
	ErrRefused = errors.New("the vault refuses the secret")
	// ErrUnavailable means that there is no value, or none that is recent enough to go on with.
	ErrUnavailable = errors.New("the secret cannot be read, and there is no value recent enough to go on with")
)

// Secret is safe for use by many goroutines. Only Read must be set.
type Secret struct {
	// Read gives the newest version; it wraps ErrRefused for an answer that is final, anything else is an outage.
	Read func(context.Context) (string, error)
	// TTL is the time until it is read again, give or take 10 %. Default: 5 minutes.
	TTL time.Duration
	// MaxStale is how long the last good value outlives an outage. Default: 4 hours.
	MaxStale time.Duration
	// Now, Sleep and Random are replaced in tests.
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Random func() float64

	reading  sync.Mutex // held while the vault is asked
	mu       sync.Mutex // guards what follows
	value    string
	readAt   time.Time
	nextRead time.Time
	failures int
}

// Get gives the value. It fails only when there never was one, or the last good one is too old.
func (s *Secret) Get(ctx context.Context) (string, error) {
	value, usable, due := s.look()
	if !due {
		return orUnavailable(value, usable)
	}
	// One goroutine reads; the others go on with what there is, or wait for it.
	if usable {
		if !s.reading.TryLock() {
			return value, nil
		}
	} else {
		s.reading.Lock()
	}
	defer s.reading.Unlock()
	value, usable, due = s.look()
	if !due {
		return orUnavailable(value, usable)
	}
	return s.refresh(ctx, value, usable)
}

// Rejected is to be called when whatever the secret opens no longer accepts it: it may have been rotated early.
func (s *Secret) Rejected() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.readAt.IsZero() && s.now().Sub(s.readAt) >= MinReread {
		s.nextRead = time.Time{}
	}
}

func (s *Secret) refresh(ctx context.Context, kept string, usable bool) (string, error) {
	// With a value in hand nobody should wait long: one try, and the back-off lies between the reads.
	attempts := Attempts
	if usable {
		attempts = 1
	}
	var failure error
	for attempt := range attempts {
		value, err := s.Read(ctx)
		if err == nil {
			s.keep(value)
			return value, nil
		}
		failure = err
		slog.Warn("the vault did not answer", "goingOnWithLastValue", usable, "error", err)
		if errors.Is(err, ErrRefused) || attempt == attempts-1 {
			break
		}
		if err := s.sleep(ctx, time.Duration(s.random()*float64(FirstWait<<attempt))); err != nil {
			break
		}
	}
	s.postpone()
	if usable {
		return kept, nil
	}
	return "", fmt.Errorf("%w: %w", ErrUnavailable, failure)
}

func (s *Secret) keep(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value, s.readAt, s.failures = value, s.now(), 0
	s.nextRead = s.readAt.Add(time.Duration(float64(s.ttl()) * (0.9 + 0.2*s.random())))
}

func (s *Secret) postpone() {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := min(s.ttl(), FirstWait<<s.failures)
	s.failures = min(s.failures+1, 20)
	s.nextRead = s.now().Add(time.Duration(float64(wait) * (0.5 + 0.5*s.random())))
}

func (s *Secret) look() (value string, usable, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	maxStale := s.MaxStale
	if maxStale == 0 {
		maxStale = 4 * time.Hour
	}
	return s.value, !s.readAt.IsZero() && now.Before(s.readAt.Add(maxStale)), !now.Before(s.nextRead)
}

func orUnavailable(value string, usable bool) (string, error) {
	if !usable {
		return "", ErrUnavailable
	}
	return value, nil
}

func (s *Secret) ttl() time.Duration {
	if s.TTL == 0 {
		return 5 * time.Minute
	}
	return s.TTL
}

func (s *Secret) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (s *Secret) random() float64 {
	if s.Random == nil {
		return rand.Float64()
	}
	return s.Random()
}

func (s *Secret) sleep(ctx context.Context, wait time.Duration) error {
	if s.Sleep != nil {
		return s.Sleep(ctx, wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
