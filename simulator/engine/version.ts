/** The Pulumi CLI that is prepared, and the oldest that the project is tested with; go/go.mod names the same. */
export const PULUMI_VERSION = "3.276.0";
