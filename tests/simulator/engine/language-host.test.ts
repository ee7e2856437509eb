import { expect } from "chai";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setImmediate } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import type * as language from "@pulumi/pulumi/proto/language_pb.js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { empty } from "../../../simulator/engine/empty.ts";
import { startLanguageHost, type LanguageHost } from "../../../simulator/engine/language-host.ts";
import { isPulumis, programArguments } from "../../../simulator/engine/run-program.ts";
import { isAlive } from "../../../simulator/engine/lock.ts";
import { tinyProject, type TinyProject } from "../../support/tiny-project.ts";

describe("the language host", () => {
  let host: LanguageHost;
  let client: LanguageRuntimeClient;
  let project: TinyProject;

  beforeEach(async () => {
    project = tinyProject();
    host = await startLanguageHost({ env: process.env, folders: [project.programDir] });
    client = new LanguageRuntimeClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    await host.stop();
    project.remove();
  });

  /** One call, as a promise. */
  const ask = <Answer>(
    call: (reply: (error: grpc.ServiceError | null, answer: Answer) => void) => grpc.ClientUnaryCall,
  ): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      call((error, answer) => {
        if (error) {
          reject(error);
        } else {
          resolve(answer);
        }
      });
    });
  const programInfo = (): InstanceType<typeof languagePb.ProgramInfo> =>
    new languagePb.ProgramInfo()
      .setRootDirectory(project.programDir)
      .setProgramDirectory(project.programDir)
      .setEntryPoint("index.ts");

  it("answers the handshake, without which the CLI refuses to attach", async () => {
    const request = new languagePb.LanguageHandshakeRequest().setEngineAddress("127.0.0.1:1");

    const answer = await ask<language.LanguageHandshakeResponse>((reply) => client.handshake(request, reply));

    expect(answer.toObject()).to.deep.equal({});
  });

  it("asks for no provider, so that the CLI downloads none", async () => {
    const request = new languagePb.GetRequiredPackagesRequest().setInfo(programInfo());

    const answer = await ask<language.GetRequiredPackagesResponse>((reply) =>
      client.getRequiredPackages(request, reply),
    );

    expect(answer.getPackagesList()).to.deep.equal([]);
  });

  it("gives a version that the CLI can read, and the Node that runs programs", async () => {
    const plugin = await ask<PluginInfo>((reply) => client.getPluginInfo(empty(), reply));
    const about = await ask<language.AboutResponse>((reply) =>
      client.about(new languagePb.AboutRequest().setInfo(programInfo()), reply),
    );

    expect(plugin.getVersion()).to.match(/^\d+\.\d+\.\d+$/);
    expect(about.getExecutable()).to.equal(process.execPath);
  });

  it("lists the program's dependencies", async () => {
    const request = new languagePb.GetProgramDependenciesRequest().setInfo(programInfo());

    const answer = await ask<language.GetProgramDependenciesResponse>((reply) =>
      client.getProgramDependencies(request, reply),
    );

    expect(answer.toObject().dependenciesList).to.deep.equal([{ name: "@pulumi/pulumi", version: "*" }]);
  });

  it("says how to install dependencies instead of doing it", async () => {
    const request = new languagePb.InstallDependenciesRequest().setInfo(programInfo());

    const error = await new Promise<Error>((resolve) => {
      client.installDependencies(request).on("error", resolve).resume();
    });

    expect(error.message).to.contain('install the program\'s dependencies with "npm ci"');
  });

  it("starts a program as the official one does", () => {
    const options = structPb.Struct.fromJavaScript({
      typescript: false,
      nodeargs: "--stack-size=2000  --enable-source-maps",
    });
    const request = new languagePb.RunRequest()
      .setProject("tiny")
      .setStack("dev")
      .setOrganization("organization")
      .setPwd("/program")
      .setMonitorAddress("127.0.0.1:2")
      .setDryrun(true)
      .setParallel(16)
      .setArgsList(["extra"])
      .setInfo(programInfo().setOptions(options));

    const args = programArguments(request, "127.0.0.1:1", "/run");

    expect(args.join(" ")).to.equal(
      `--stack-size=2000 --enable-source-maps /run --monitor 127.0.0.1:2 --engine 127.0.0.1:1 --project tiny --stack dev --organization organization --root-directory ${project.programDir} --pwd /program --dry-run --parallel 16 index.ts extra`,
    );
  });

  it("refuses to translate TypeScript, which Node runs as it is", () => {
    const request = new languagePb.RunRequest().setInfo(
      programInfo().setOptions(structPb.Struct.fromJavaScript({ typescript: true })),
    );

    expect(() => programArguments(request, "", "/run")).to.throw(/^Pulumi\.yaml: runtime\.options\.typescript: true /);
  });

  it("fails a run whose packages are not installed, instead of dying", async () => {
    rmSync(path.join(project.programDir, "node_modules"), { recursive: true, force: true });
    const request = new languagePb.RunRequest().setPwd(project.programDir).setInfo(programInfo());

    const error = await ask<language.RunResponse>((reply) => client.run(request, reply)).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).to.have.property("details").that.contains("@pulumi/pulumi");
  });

  it("runs the program of its session, and no folder that anybody else on this machine names", async () => {
    const elsewhere = mkdtempSync(path.join(path.dirname(project.programDir), "strongroom-elsewhere-"));
    writeFileSync(path.join(elsewhere, "index.ts"), "");
    symlinkSync(elsewhere, path.join(project.programDir, "link"));
    const own = () => new languagePb.RunRequest().setPwd(project.programDir);
    const requests = [
      new languagePb.RunRequest().setPwd(elsewhere).setInfo(programInfo()),
      own().setInfo(programInfo().setProgramDirectory(elsewhere)),
      own().setInfo(programInfo().setRootDirectory(elsewhere)),
      own().setInfo(programInfo().setEntryPoint(path.join(elsewhere, "index.ts"))),
      own().setInfo(programInfo().setEntryPoint("../../../../tmp/x.ts")),
      own().setInfo(programInfo().setEntryPoint("link/index.ts")),
      own().setProgram(path.join(elsewhere, "index.ts")),
    ];

    for (const request of requests) {
      const error = await ask<language.RunResponse>((reply) => client.run(request, reply)).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.have.property("details").that.contains("this host runs the program of its own session");
    }
    const options = structPb.Struct.fromJavaScript({ nodeargs: `--import ${elsewhere}/index.ts` });
    const loading = await ask<language.RunResponse>((reply) =>
      client.run(own().setInfo(programInfo().setOptions(options)), reply),
    ).catch((thrown: unknown) => thrown);
    expect(loading).to.have.property("details", "runtime.options.nodeargs is not what Pulumi.yaml says");

    const pack = () => new languagePb.RunPluginRequest().setKind("analyzer").setInfo(programInfo());
    for (const request of [
      pack().setArgsList([elsewhere]),
      pack().setArgsList(["127.0.0.1:1", elsewhere]),
      pack().setArgsList(["127.0.0.1:1", "../.."]),
    ]) {
      const error = await new Promise<Error>((resolve) => {
        client.runPlugin(request).on("error", resolve).resume();
      });
      expect(error.message).to.contain("this host runs the program of its own session");
    }
    const taken = [
      "NODE_OPTIONS",
      "LD_PRELOAD",
      "PATH",
      "BASH_ENV",
      "PULUMI_NODEJS_TSCONFIG_PATH",
      "PULUMI_CONFIG",
      "PULUMI_NODEJS_STACK",
    ];
    expect(taken.filter(isPulumis)).to.deep.equal(["PULUMI_CONFIG", "PULUMI_NODEJS_STACK"]);
    const plugin = new languagePb.RunPluginRequest()
      .setKind("analyzer")
      .setInfo(programInfo().setProgramDirectory(elsewhere));
    const refused = await new Promise<Error>((resolve) => {
      client.runPlugin(plugin).on("error", resolve).resume();
    });
    expect(refused.message).to.contain("this host runs the program of its own session");
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it("stops although a program has ended and left something that holds its output", async () => {
    // Stands in for Node: ends at once, and leaves a process behind that keeps the output open.
    const node = path.join(project.programDir, "leaver.sh");
    const left = path.join(project.programDir, "left");
    writeFileSync(node, `#!/bin/sh\nsleep 600 &\necho "$! $$" > ${left}.new\nmv ${left}.new ${left}\n`, {
      mode: 0o755,
    });
    const leaving = await startLanguageHost({ env: process.env, node, folders: [project.programDir] });
    const caller = new LanguageRuntimeClient(`127.0.0.1:${leaving.port}`, grpc.credentials.createInsecure());
    const handshake = new languagePb.LanguageHandshakeRequest().setEngineAddress("127.0.0.1:1");
    await ask<language.LanguageHandshakeResponse>((reply) => caller.handshake(handshake, reply));
    caller.run(new languagePb.RunRequest().setPwd(project.programDir).setInfo(programInfo()), () => undefined);
    const [sleeper = 0, program = 0] = await until(
      () => existsSync(left) && readFileSync(left, "utf8").split(" ").map(Number),
    );
    await until(() => !isAlive(program));

    await leaving.stop();

    caller.close();
    await until(() => !isAlive(sleeper));
  });
});

/** Looks again and again, for 10 seconds at most, until there is an answer. */
async function until<Answer>(look: () => Answer | false): Promise<Answer> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const answer = look();
    if (answer !== false) {
      return answer;
    }
    await setImmediate();
  }
  throw new Error("no answer after 10 s");
}
