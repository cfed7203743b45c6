#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# What lists write is as the schemas say, and no field is missing there; and the other forms hold the same values.
# shellcheck source-path=SCRIPTDIR source=harness.sh
. "$(dirname "$0")/harness.sh"
python=/usr/bin/python3
"$python" -c 'import jsonschema' 2>/dev/null || skip 'python3-jsonschema is not installed (scripts/setup)'

# schema_holds NOUN DEFINITION DOCUMENT WHOLE|rows WHAT: every object in it is one of these, and there is at least one; a
# whole document is of a kind that the noun writes.
schema_holds() {
  local problems
  problems=$("$python" -W ignore - "$BPFLENS_SOURCE/schema" "$1" "$2" "$4" 3<<<"$3" 2>&1 <<'EOF'
import json, os, sys
from jsonschema import Draft7Validator, RefResolver
directory, noun, definition, extent = sys.argv[1:]
path = os.path.join(directory, noun + ".json")
schema = json.load(open(path))
Draft7Validator.check_schema(schema)
resolver = RefResolver("file://" + path, schema)
document = json.load(open(3))
rule = {"$ref": "#/definitions/" + definition}
if extent == "whole" and not Draft7Validator(schema, resolver=resolver).is_valid(document): print("the document as a whole is of no kind")
objects = document if isinstance(document, list) else [document]
if not objects: print("nothing is listed")
for each in objects:
    for error in Draft7Validator(rule, resolver=resolver).iter_errors(each): print(error.message, error.path)
EOF
  )
  [[ -z $problems ]] || fail "$5: $problems"
}

# valid NOUN DEFINITION WORDS...: what is written with -j.
valid() {
  local noun=$1 definition=$2
  shift 2
  status "-j $*" 0 "$BPFLENS" -f -j "$@"
  schema_holds "$noun" "$definition" "$out" whole "-j $*"
}

# valid_list NOUN DEFINITION WORDS...: and line by line the same.
valid_list() {
  valid "$@"
  shift 2
  until_true same_in_lines "$@"
}

# valid_rows NOUN DEFINITION WORDS...: of documents that are no lists, the rows of their other forms.
valid_rows() {
  local noun=$1 definition=$2
  shift 2
  status "-o jsonl $*" 0 "$BPFLENS" -o jsonl "$@"
  schema_holds "$noun" "$definition" "$(jq -cs . <<<"$out")" rows "-o jsonl $*"
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

valid_list prog prog prog list
valid_list prog prog prog show "$("$BPFLENS" -q prog show trace_write | head -n 1)"
valid_list map map map list
valid_list map map map show pinned "$pins/maps/my_map"
valid_list link link link list
valid_list link attachment link list --all
valid_list perf perf_attachment perf list
valid_list pin pin pin list
valid_list net netns net list
"$BPFLENS" -j cgroup tree | jq -e 'length == 0' >/dev/null || valid_list cgroup cgroup cgroup tree
valid_list feature helper feature helpers --prog-type xdp
valid_list feature kfunc feature kfuncs --prog-type xdp
valid_list doctor fact doctor
valid pin pin_tree pin tree
valid feature probe feature probe
valid_rows feature probe_fact feature probe
valid feature checks feature check prog:xdp map:ringbuf
valid_rows feature check feature check prog:xdp map:ringbuf --object "$BPFLENS_BUILD/bpf/trace_output.bpf.o"
for object in "$BPFLENS_BUILD"/bpf/trace_output.bpf.o "$BPFLENS_BUILD"/tests/bpf/{shapes,map_values,variables,subprograms}.bpf.o; do
  valid object object object show "$object"
  valid_rows object object_part object show "$object"
  valid_list object relocation object show "$object" --relocations
done
valid_rows prog run_rate prog stats "$("$BPFLENS" -q prog show trace_write | head -n 1)" --interval 0.05 --count 2

# CSV is read back by somebody else's reader.
until_true same_in_csv
until_true same_ids
