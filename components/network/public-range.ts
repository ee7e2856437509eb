// How much of the internet one opening may name. A wider range is never one office, one team or one provider's egress.

/** An IPv4 address or a range of at most 256: /24 to /32; 0.x.x.x stands for more than it says in Azure's firewalls. */
const NARROW_RANGE = /^(?!0\.)(\d{1,3}\.){3}\d{1,3}(\/(2[4-9]|3[0-2]))?$/;

/** What is wrong with the ranges, each sentence to follow the name of the field. */
export function narrowRangeProblems(cidrs: readonly string[]): readonly string[] {
  if (cidrs.length === 0) return ["name at least one address"];
  return cidrs
    .filter((cidr) => !NARROW_RANGE.test(cidr))
    .map((cidr) => `"${cidr}" is no IPv4 address or range of /24 or narrower`);
}
