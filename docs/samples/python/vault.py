"""Reads one secret of a vault as this workload's identity."""

from collections.abc import Callable

from azure.core.credentials import TokenCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.keyvault.secrets import SecretClient

from cached_secret import Refused

TIMEOUT = 5
"""Seconds that one read may take."""

FINAL = {400, 401, 403, 404}
"""Answers that stay the same when asked again: not signed in, not allowed, not there."""


def reader_of(vault_uri: str, name: str, credential: TokenCredential) -> Callable[[], str]:
    # Retries are the cache's: the client's own would multiply them.
    client = SecretClient(
        vault_url=vault_uri, credential=credential, retry_total=0, connection_timeout=TIMEOUT, read_timeout=TIMEOUT
    )

    def read() -> str:
        try:
            # Without a version: the newest, so that rotation needs no deployment.
            value = client.get_secret(name).value
        except ClientAuthenticationError as error:
            # Without a status the identity provider could not be reached, which is an outage.
            if error.status_code is None:
                raise
            raise Refused(f"the vault refuses secret {name} ({error.status_code})") from error
        except HttpResponseError as error:
            if error.status_code in FINAL:
                raise Refused(f"the vault refuses secret {name} ({error.status_code})") from error
            raise
        if value is None:
            raise Refused(f"secret {name} has no value")
        return value

    return read
