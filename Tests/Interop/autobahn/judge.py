"""Judges an index.json of Autobahn|Testsuite.

Each case has to be OK or INFORMATIONAL, in its behaviour and in its close: what the suite calls
NON-STRICT fails. Extensions we do not offer are UNIMPLEMENTED, which is counted on its own. Fewer
cases than expected fail too: a connection that is refused leaves no report.
"""

import collections
import json
import sys

GOOD = ("OK", "INFORMATIONAL")


def number(case):
    return [int(part) for part in case.split(".")]


def main(path, expected):
    counts = collections.Counter()
    with open(path, encoding="utf-8") as file:
        agents = json.load(file)
    for cases in agents.values():
        for case in sorted(cases, key=number):
            behaviour, close = cases[case]["behavior"], cases[case]["behaviorClose"]
            if behaviour == "UNIMPLEMENTED":
                counts["unimplemented"] += 1
            elif behaviour in GOOD and close in GOOD:
                counts["passed"] += 1
            else:
                counts["failed"] += 1
                print(f"{case}: {behaviour}, close {close}")
    print(
        f"passed: {counts['passed']} Autobahn cases, {counts['failed']} failed, "
        f"{counts['unimplemented']} for what is not offered"
    )
    judged = sum(counts.values())
    if judged < expected:
        print(f"{expected - judged} cases were not run")
    return 0 if judged >= expected and counts["passed"] and not counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
