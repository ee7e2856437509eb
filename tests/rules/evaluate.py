"""Runs alert rules over log rows as Azure Monitor would: at each tick over the rows of the rule's window.

Reads one JSON document on standard input, writes one to standard output:
  in:  {"columns": {"<Table>": {"<name>": "<Kusto type>"}},
        "cases": [{"rows": {"<Table>": [{...}]}, "at": "<ISO time>", "last" or null,
                   "rules": [{"name", "query", "tables", "windowMinutes", "frequencyMinutes"}]}]}
  out: [{"<rule>": {"fired": [{"at": "<ISO time>", "rows": [{...}]}], "error": "<message>" or null}}], one a case
Without "at" a rule is evaluated at the first tick after each row of its tables, with "last" after the last of them;
a row without a time belongs to every window.
"""

import datetime
import json
import sys

import duckdb_kql

TYPES = {
    "string": "VARCHAR",
    "guid": "VARCHAR",
    "datetime": "TIMESTAMP",
    "dynamic": "JSON",
    "int": "INTEGER",
    "long": "BIGINT",
    "real": "DOUBLE",
    "double": "DOUBLE",
    "decimal": "DOUBLE",
    "bool": "BOOLEAN",
    "boolean": "BOOLEAN",
}


def moment(text):
    """A time of a log row, without its zone (all are UTC), to the microsecond."""
    text = text.replace("Z", "").split("+")[0]
    whole, _, part = text.partition(".")
    return datetime.datetime.fromisoformat(whole) + datetime.timedelta(microseconds=int((part + "000000")[:6]))


def value(kind, given):
    if given is None:
        return None
    if kind == "dynamic":
        # A dynamic column holds what its text says; text that is no JSON is a text.
        if isinstance(given, str):
            try:
                json.loads(given)
                return given
            except ValueError:
                return json.dumps(given)
        return json.dumps(given)
    if kind == "datetime":
        return moment(given)
    if kind in ("string", "guid") and not isinstance(given, str):
        return json.dumps(given)
    if kind in ("int", "long") and isinstance(given, str):
        return int(given) if given.strip() else None
    return given


def create(con, columns):
    for name, kinds in columns.items():
        listed = ", ".join(f'"{column}" {TYPES[kind]}' for column, kind in kinds.items())
        con.execute(f'CREATE TABLE "raw_{name}" ({listed})')
        # The window, as the service lays it over a query.
        con.execute(
            f'CREATE VIEW "{name}" AS SELECT * FROM "raw_{name}" WHERE "TimeGenerated" IS NULL OR '
            "(\"TimeGenerated\" > getvariable('begin') AND \"TimeGenerated\" <= getvariable('end'))"
        )


filled = set()


def fill(con, columns, rows_of):
    times = {}
    for name, kinds in columns.items():
        rows = rows_of.get(name, [])
        if name in filled:
            con.execute(f'DELETE FROM "raw_{name}"')
        if not rows:
            filled.discard(name)
            times[name] = []
            continue
        filled.add(name)
        for row in rows:
            known = {column: given for column, given in row.items() if column in kinds}
            if not known:
                continue
            names = ", ".join(f'"{column}"' for column in known)
            marks = ", ".join("?" for _ in known)
            con.execute(
                f'INSERT INTO "raw_{name}" ({names}) VALUES ({marks})',
                [value(kinds[column], given) for column, given in known.items()],
            )
        times[name] = [moment(row["TimeGenerated"]) for row in rows if row.get("TimeGenerated")]
    return times


def ticks(times, frequency, fixed):
    epoch = datetime.datetime(1970, 1, 1)
    step = datetime.timedelta(minutes=frequency)
    if fixed is not None and fixed != "last":
        return [moment(fixed)]
    found = sorted({epoch + step * -((epoch - time) // step) for time in times}) or [epoch]
    return found[-1:] if fixed == "last" else found


def plain(cell):
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return cell.total_seconds()
    return cell


translated = {}


def sql_of(query, columns):
    """Translated once; `now()` is a parameter of the translation."""
    if query not in translated:
        schema = {name: list(kinds) for name, kinds in columns.items()}
        translated[query] = str(duckdb_kql.to_sql(query, schema=schema, query_now=datetime.datetime(1970, 1, 1)))
    return translated[query]


def evaluate(con, columns, rule, times, fixed):
    window = datetime.timedelta(minutes=rule["windowMinutes"])
    sql = sql_of(rule["query"], columns)
    fired = []
    for tick in ticks(times, rule["frequencyMinutes"], fixed):
        con.execute("SET VARIABLE begin = ?::TIMESTAMP", [tick - window])
        con.execute('SET VARIABLE "end" = ?::TIMESTAMP', [tick])
        result = con.execute(sql, {"kqlnow": tick}) if "$kqlnow" in sql else con.execute(sql)
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, (plain(cell) for cell in row))) for row in result.fetchall()]
        if rows:
            fired.append({"at": tick.isoformat(), "rows": rows})
    return fired


def main():
    asked = json.load(sys.stdin)
    con = duckdb_kql.connect()
    # The tables are tiny: planning costs, not reading.
    con.execute("SET threads = 1")
    create(con, asked["columns"])
    answers = []
    for case in asked["cases"]:
        times = fill(con, asked["columns"], case["rows"])
        answer = {}
        for rule in case["rules"]:
            own = [time for table in rule["tables"] for time in times.get(table, [])]
            try:
                answer[rule["name"]] = {"fired": evaluate(con, asked["columns"], rule, own, case.get("at")), "error": None}
            except Exception as error:  # what the engine cannot do is an answer, too
                answer[rule["name"]] = {"fired": [], "error": f"{type(error).__name__}: {error}"}
        answers.append(answer)
    json.dump(answers, sys.stdout)


main()
