#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What lists write is as the schemas say, and no field is missing there; and the other forms hold the same values.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
python=/usr/bin/python3
"$python" -c 'import jsonschema' 2>/dev/null || skip 'python3-jsonschema is not installed (scripts/setup)'

# valid NOUN DEFINITION WORDS...: every object is one of these, and there is at least one.
valid() {
  local noun=$1 definition=$2 problems
  shift 2
  status "-j $*" 0 "$BPFLENS" -f -j "$@"
  problems=$("$python" -W ignore - "$BPFLENS_SOURCE/schema" "$noun" "$definition" 3<<<"$out" 2>&1 <<'EOF'
import json, os, sys
from jsonschema import Draft7Validator, RefResolver
directory, noun, definition = sys.argv[1:]
path = os.path.join(directory, noun + ".json")
schema = json.load(open(path))
Draft7Validator.check_schema(schema)
resolver = RefResolver("file://" + path, schema)
document = json.load(open(3))
rule = {"$ref": "#/definitions/" + definition}
if not Draft7Validator(schema, resolver=resolver).is_valid(document): print("the document as a whole is of no kind")
objects = document if isinstance(document, list) else [document]
if not objects: print("nothing is listed")
for each in objects:
    for error in Draft7Validator(rule, resolver=resolver).iter_errors(each): print(error.message, error.path)
EOF
  )
  [[ -z $problems ]] || fail "-j $*: $problems"
  until_true same_in_lines "$@"
}

# Others' objects may come and go between the two.
same_in_lines() {
  [[ $("$BPFLENS" -f -j "$@" 2>/dev/null | jq -c 'if type == "array" then .[] else . end | keys') == \
    "$("$BPFLENS" -f -o jsonl "$@" 2>/dev/null | jq -c keys)" ]]
}
same_in_csv() {
  [[ $("$BPFLENS" -j prog list --fields id,name,tag,bytes_xlated |
    jq -r '.[] | [.id, .name // "", .tag, .bytes_xlated] | join("|")') == \
    "$("$BPFLENS" -o csv prog list --fields id,name,tag,bytes_xlated | "$python" -c '
import csv, sys
for row in list(csv.reader(sys.stdin))[1:]: print("|".join(row))')" ]]
}
same_ids() { [[ $("$BPFLENS" -j map list | jq -r '.[].id') == "$("$BPFLENS" -q map list)" ]]; }

# Programs with maps, pins, holders and links.
"$BPFLENS" prog loadall "$BPFLENS_BUILD/bpf/trace_output.bpf.o" "$pins/trace" --pinmaps "$pins/maps" --autoattach --parents \
  >/dev/null || fail 'loading'
"$BPFLENS" perf run "$BPFLENS_BUILD/bpf/trace_output.bpf.o" >/dev/null 2>&1 &
children+=($!)
held() { [[ $("$BPFLENS" -j perf list | jq length) -ge 2 ]]; }
until_true held

valid prog prog prog list
valid prog prog prog show "$("$BPFLENS" -q prog show trace_write | head -n 1)"
valid map map map list
valid map map map show pinned "$pins/maps/my_map"
valid link link link list
valid link attachment link list --all
valid perf perf_attachment perf list
valid pin pin pin list
valid net netns net list
"$BPFLENS" -j cgroup tree | jq -e 'length == 0' >/dev/null || valid cgroup cgroup cgroup tree
valid feature helper feature helpers --prog-type xdp
valid feature kfunc feature kfuncs --prog-type xdp
valid doctor fact doctor

# CSV is read back by somebody else's reader.
until_true same_in_csv
until_true same_ids
