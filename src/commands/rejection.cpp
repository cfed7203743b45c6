// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "commands/rejection.hpp"

#include <span>

#include "commands/files.hpp"
#include "render/escape.hpp"
#include "render/verifier_report.hpp"

namespace bpflens::commands {

int report_failure(Context& context, const kernel::Failure& failure, ExitCode code) {
  const std::string message = kernel::message(failure);
  if (failure.kind != kernel::ErrorKind::verifier || failure.log.empty()) return report_error(context, message, code);
  const render::VerifierReport report = render::read_verifier_log(failure.log);
  if (context.globals.json)
    print_json(context, {{"error", message}, {"verifier", render::to_json(report, failure.log)}});
  context.err << "bpflens: " << render::printable(context.origin + message) << '\n'
              << render::text_of(report) << std::flush;
  write_verifier_log(context, failure.log);
  return code;
}

void write_verifier_log(Context& context, const std::string& log) {
  const std::string& path = context.globals.verifier_log;
  if (path.empty()) return;
  if (path == "-") {
    context.err << log << std::flush;
    return;
  }
  const std::string error = write_file(path, std::as_bytes(std::span(log)), context);
  if (!error.empty()) context.err << "bpflens: " << render::printable(error) << std::endl;
}

}  // namespace bpflens::commands
