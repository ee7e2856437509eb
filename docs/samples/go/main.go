// payments/api in small: answers whether it can reach what it needs. The variables are those that
// `npx strongroom connect payments api --format env` prints.
package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"
	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/azuread"

	"example.com/payments-api/secretcache"
)

func main() {
	// Takes AZURE_CLIENT_ID from the environment: on Azure, in a cluster, in a pipeline, or the developer's own az login.
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	check(err)
	read, err := readerOf(variable("KEY_VAULT_URI"), variable("STRIPE_KEY_SECRET"), credential, azsecrets.ClientOptions{})
	check(err)
	stripeKey := &secretcache.Secret{Read: read}

	ledger, err := sql.Open(azuread.DriverName, ledgerURL(variable("LEDGER_SQL_SERVER"), variable("LEDGER_SQL_DATABASE")))
	check(err)
	defer ledger.Close()

	// Without its secret the service must not start: it would take payments that it cannot charge.
	_, err = stripeKey.Get(context.Background())
	check(err)

	http.HandleFunc("GET /", func(response http.ResponseWriter, request *http.Request) {
		_, err := stripeKey.Get(request.Context())
		if err == nil {
			err = whenAwake(request.Context(), ledger.PingContext)
		}
		if err != nil {
			log.Print(err)
			http.Error(response, "not ready", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(response, "ready")
	})
	server := &http.Server{Addr: ":" + cmp.Or(os.Getenv("PORT"), "8080"), ReadHeaderTimeout: 10 * time.Second}
	check(server.ListenAndServe())
}

// ledgerURL has no password: the default chain finds the identity (go-mssqldb, azuread).
func ledgerURL(host, database string) string {
	query := url.Values{
		"database":               {database},
		// strict is TDS 8.0: TLS comes first, and nobody can talk it down.
		"encrypt":                {"strict"},
		"TrustServerCertificate": {"false"},
		"fedauth":                {azuread.ActiveDirectoryDefault},
		// Seconds to reach it; "connection timeout" would end every query that takes longer, too (go-mssqldb, net.go).
		"dial timeout": {"30"},
	}
	return (&url.URL{Scheme: "sqlserver", Host: host + ":1433", RawQuery: query.Encode()}).String()
}

// patience is how long to wait for a database, pause how long between two tries.
const (
	patience = 2 * time.Minute
	pause    = 5 * time.Second
)

// whenAwake tries until a paused serverless database is awake: it refuses with error 40613, and takes about a minute
// (sql-docs, serverless-tier-overview). Any other error is returned at once.
func whenAwake(ctx context.Context, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := try(ctx)
		var refused mssql.Error
		if err == nil || !errors.As(err, &refused) || refused.Number != 40613 {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func variable(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set: see strongroom connect", name)
	}
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
