import type { AccessToken, TokenCredential } from "@azure/identity";
import { expect } from "chai";
import { TOKEN_MARGIN, tokenSource } from "../../../cli/sql/token-source.ts";

const AUDIENCE = "https://database.windows.net/.default";
/** Milliseconds that a token is good for. */
const HOUR = 3_600_000;

/** Entra with a clock: each token is new and ends an hour after it was asked for. */
function entra(): { time: number; asked: string[]; credential: TokenCredential } {
  const state = {
    time: 0,
    asked: [] as string[],
    credential: {
      getToken: (scope: string | string[]): Promise<AccessToken> => {
        state.asked.push(String(scope));
        return Promise.resolve({ token: `token ${String(state.asked.length)}`, expiresOnTimestamp: state.time + HOUR });
      },
    },
  };
  return state;
}

describe("tokens for databases", () => {
  it("are asked for once for many sessions, also when all begin at the same time", async () => {
    const directory = entra();
    const tokenFor = tokenSource(directory.credential, () => directory.time);

    const tokens = await Promise.all([tokenFor(AUDIENCE), tokenFor(AUDIENCE)]);
    directory.time = HOUR - TOKEN_MARGIN;

    expect([...tokens, await tokenFor(AUDIENCE)]).to.deep.equal(["token 1", "token 1", "token 1"]);
    expect(directory.asked).to.deep.equal([AUDIENCE]);
  });

  it("are renewed before they end", async () => {
    const directory = entra();
    const tokenFor = tokenSource(directory.credential, () => directory.time);
    await tokenFor(AUDIENCE);

    directory.time = HOUR - TOKEN_MARGIN + 1;

    expect(await tokenFor(AUDIENCE)).to.equal("token 2");
  });

  it("are another cloud's where the database is", async () => {
    const directory = entra();
    const tokenFor = tokenSource(directory.credential, () => directory.time);

    await tokenFor(AUDIENCE);
    await tokenFor("https://database.usgovcloudapi.net/.default");

    expect(directory.asked).to.deep.equal([AUDIENCE, "https://database.usgovcloudapi.net/.default"]);
  });

  it("are asked for again after a refusal, which is told without a stack trace", async () => {
    let refusals = 1;
    const { credential, time } = entra();
    const refusing: TokenCredential = {
      getToken: (scope) =>
        refusals-- > 0 ? Promise.reject(new Error("AADSTS700016: no such application")) : credential.getToken(scope),
    };
    const tokenFor = tokenSource(refusing, () => time);

    const refused = await tokenFor(AUDIENCE).catch((error: unknown) => error);

    expect(refused).to.include({
      name: "SqlFailure",
      message: "AADSTS700016: no such application",
      code: "ECREDENTIAL",
    });
    expect(await tokenFor(AUDIENCE)).to.equal("token 1");
  });
});
