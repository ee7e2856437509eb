// Which groups of people an application has, as plain data. No person is named: a group's members are Entra's business.

export interface PersonGroupSpec {
  /** Display name. */
  readonly name: string;
  /** Adopt this group instead of creating one. */
  readonly objectId?: string;
  /** Object id of the group whose members may ask to become members for a while. */
  readonly eligibleObjectId?: string;
}

/** Each group is there when it is named, and otherwise nobody has what it would have. */
export interface PeopleSpec {
  /** See names, dates and tags of what is in the vaults. */
  readonly readers?: PersonGroupSpec;
  /** Write new versions, disable and recover; read no value. */
  readonly operators?: PersonGroupSpec;
  /** Read values, for a few hours after approval. */
  readonly breakGlass?: PersonGroupSpec;
  /** Object id of the group whose members approve. */
  readonly approversObjectId?: string;
}

/** What is wrong with the groups, each as `<group>.<field>: …`. */
export function peopleProblems(people: PeopleSpec, operatorsAsk: boolean): readonly string[] {
  const problems: string[] = [];
  const asks = { operators: operatorsAsk, breakGlass: true } as const;
  for (const group of ["operators", "breakGlass"] as const) {
    const spec = people[group];
    if (spec === undefined) continue;
    if (asks[group] && spec.eligibleObjectId === undefined) {
      problems.push(`${group}.eligibleObjectId: is missing; name the group whose members may ask for this access`);
    }
    if (asks[group] && people.approversObjectId === undefined) {
      problems.push(`approversObjectId: is missing; name the group whose members approve the access of ${group}`);
    }
    if (!asks[group] && spec.eligibleObjectId !== undefined) {
      problems.push(`${group}.eligibleObjectId: nobody asks for this access here; leave it out`);
    }
  }
  if (people.readers?.eligibleObjectId !== undefined) {
    problems.push("readers.eligibleObjectId: nobody asks for this access; leave it out");
  }
  return [...problems, ...sharedGroups(people), ...standing(people)];
}

const same = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();

/** Readers are members all the time: a group that is theirs, too, would be nothing that one asks for. */
function standing({ readers, operators, breakGlass }: PeopleSpec): readonly string[] {
  return Object.entries({ operators, breakGlass }).flatMap(([group, spec]) => {
    if (spec === undefined) return [];
    const isReaders = same(readers?.objectId, spec.objectId) || same(readers?.name, spec.name);
    return [
      ...(isReaders ? [`${group}: is the group of readers, who are in it without asking; name another`] : []),
      ...(same(spec.objectId, spec.eligibleObjectId)
        ? [`${group}.eligibleObjectId: is the group itself; name the one whose members may ask`]
        : []),
    ];
  });
}

/** Administering a vault and reading its secrets never fall to the same people (R4). */
function sharedGroups({ operators, breakGlass }: PeopleSpec): readonly string[] {
  if (operators === undefined || breakGlass === undefined) return [];
  const reason = "whoever administers a vault must not read its secrets";
  const problems: string[] = [];
  if (same(operators.objectId, breakGlass.objectId) || same(operators.name, breakGlass.name)) {
    problems.push(`breakGlass: is the group of operators; ${reason}`);
  }
  if (same(operators.objectId, breakGlass.eligibleObjectId)) {
    problems.push(`breakGlass.eligibleObjectId: is the group of operators; ${reason}`);
  }
  if (same(operators.eligibleObjectId, breakGlass.objectId)) {
    problems.push(`operators.eligibleObjectId: is the group of breakGlass; ${reason}`);
  }
  if (same(operators.eligibleObjectId, breakGlass.eligibleObjectId)) {
    problems.push(`breakGlass.eligibleObjectId: is also that of operators; ${reason}`);
  }
  return problems;
}
