import { expect } from "chai";
import { complaints, readCorpus } from "./corpus.ts";

describe("the corpus of bad input", () => {
  const corpus = readCorpus();

  it("has at least 60 cases, each with a message to expect", () => {
    expect(corpus.length).to.be.at.least(60);

    expect(corpus.filter(({ expected }) => expected === "")).to.deep.equal([]);
  });

  for (const input of corpus) {
    it(`is told what is wrong: ${input.name}`, () => {
      const message = complaints(input);

      expect(message).to.equal(input.expected);
    });
  }

  it("is never shown a pasted secret again", () => {
    const messages = corpus.filter(({ name }) => name.includes("pasted")).map(complaints);

    expect(messages).to.have.length.at.least(9);
    for (const message of messages) {
      expect(message).not.to.match(/EXAMPLE|Example1|ZXhhbXBsZQ|MIIB|eyJ|q7Rz2/);
    }
  });
});
