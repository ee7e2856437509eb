import { expect } from "chai";
import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { terminalProgress } from "../../../simulator/engine/progress.ts";

describe("progress without a terminal", () => {
  it("is lines that stay: what begins, how far it came, what is noted", () => {
    const stream = new PassThrough();
    const progress = terminalProgress(stream as unknown as WriteStream);

    const task = progress.start("building the Pulumi CLI");
    task.advance(3, 7);
    task.end();
    progress.note("it is ready");

    expect(String(stream.read())).to.equal(
      "strongroom: building the Pulumi CLI\n" +
        "strongroom: … ended after 0 s, 3 of about 7 packages\n" +
        "strongroom: it is ready\n",
    );
  });
});
