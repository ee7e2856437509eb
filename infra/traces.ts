// Stack traces switched off. Pulumi's SDK takes one for every promise of every property, to name those that never settle, and
// one for every resource, as its place in the source: half of the processor time of a large preview (docs/performance.md).

/** From here on an error says what it is and not where it was made; STRONGROOM_TRACE=1 keeps the traces. */
export function takeNoTraces(env: NodeJS.ProcessEnv = process.env): void {
  if (env["STRONGROOM_TRACE"] === "1") return;
  Error.stackTraceLimit = 0;
  // For a resource's place the SDK lifts the limit (@pulumi/pulumi, resource.js, callsites); writing the frames out is what costs.
  Error.prepareStackTrace = (error) => Error.prototype.toString.call(error);
}
