// payments/api in small: answers whether it can reach what it needs. The variables are those that
// `npx strongroom connect payments api --format env` prints.
package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"
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
			err = ledger.PingContext(request.Context())
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
		"encrypt":                {"true"},
		"TrustServerCertificate": {"false"},
		"fedauth":                {azuread.ActiveDirectoryDefault},
		// Seconds: a paused serverless database takes about a minute to wake.
		"connection timeout": {"60"},
	}
	return (&url.URL{Scheme: "sqlserver", Host: host + ":1433", RawQuery: query.Encode()}).String()
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
