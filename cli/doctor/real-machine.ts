// This machine, and whoever is signed in on it. Loaded only when the doctor looks: Azure's libraries take a part of a second.
import { readFile } from "node:fs/promises";
import { DefaultAzureCredential } from "@azure/identity";
import { connector } from "../sql/mssql-connection.ts";
import { dialTcp, handshakeTls, resolveBy, systemLookup, type Machine } from "./probes/machine.ts";

export function realMachine(): Machine {
  const credential = new DefaultAzureCredential();
  return {
    fetch,
    credential,
    resolve: (host) => resolveBy(systemLookup, host),
    dial: dialTcp,
    handshake: handshakeTls,
    connect: connector(credential, "strongroom doctor"),
    env: process.env,
    readFile: (file) => readFile(file, "utf8"),
    now: () => new Date(),
  };
}
