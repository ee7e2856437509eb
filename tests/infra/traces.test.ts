import { expect } from "chai";
import { takeNoTraces } from "../../infra/traces.ts";

describe("stack traces", () => {
  const limit = Error.stackTraceLimit;
  const prepare = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  afterEach(() => {
    Error.stackTraceLimit = limit;
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", prepare);
  });

  it("are not taken, also where Pulumi's SDK lifts the limit for a resource's place", () => {
    takeNoTraces({});

    expect(new TypeError("small").stack).to.equal("TypeError: small");
    Error.stackTraceLimit = Infinity;
    expect(new TypeError("all of it").stack).to.equal("TypeError: all of it");
  });

  it("are taken with STRONGROOM_TRACE=1", () => {
    takeNoTraces({ STRONGROOM_TRACE: "1" });

    expect(new TypeError("where").stack).to.contain("traces.test.ts");
  });
});
