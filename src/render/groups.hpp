// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Documents that are no lists as lists, so that they have the forms of lists.
#pragma once

#include "render/json.hpp"

namespace bpflens::render {

// Of an object of groups: what is an array of objects gives these, with "group"; an object gives a row for each of its
// members, with "group", "name" and "value"; anything else one with "name" and "value".
Json rows_of_groups(const Json& document);

// Of what "feature check" writes: a row a requirement, with "kernel" and, where it was saved, "file".
Json rows_of_checks(const Json& document);

}  // namespace bpflens::render
