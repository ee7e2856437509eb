package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"

	"example.com/payments-api/secretcache"
)

// readTimeout is how long one read may take.
const readTimeout = 5 * time.Second

// readerOf reads one secret of a vault as this workload's identity.
func readerOf(vaultURI, name string, credential azcore.TokenCredential, options azsecrets.ClientOptions) (func(context.Context) (string, error), error) {
	// Retries are the cache's: the client's own would multiply them.
	options.Retry.MaxRetries = -1
	client, err := azsecrets.NewClient(vaultURI, credential, &options)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, readTimeout)
		defer cancel()
		// An empty version is the newest one, so that rotation needs no deployment.
		answer, err := client.GetSecret(ctx, name, "", nil)
		var response *azcore.ResponseError
		if errors.As(err, &response) {
			switch response.StatusCode {
			case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
				return "", fmt.Errorf("%w %s (%d)", secretcache.ErrRefused, name, response.StatusCode)
			}
		}
		if err != nil {
			return "", err
		}
		if answer.Value == nil {
			return "", fmt.Errorf("%w %s (it has no value)", secretcache.ErrRefused, name)
		}
		return *answer.Value, nil
	}, nil
}
