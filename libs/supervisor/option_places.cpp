// SPDX-License-Identifier: MIT
#include "supervisor/option_places.hpp"

#include <optional>
#include <string_view>

namespace chronus::supervisor {
namespace {

Error at_option(const char* name, const std::string& reason) {
  return Error{std::string(name) + ": " + reason};
}

/// What the file says gives way to the variables for host and port, what the command line says does
/// not.
Result<osc::Endpoint> find_endpoint(const PlacesAsWritten& raw, bool is_given) {
  std::string host = "127.0.0.1";
  std::string port = "5005";
  if (const auto colon = raw.osc.rfind(':'); colon != std::string::npos) {
    host = raw.osc.substr(0, colon);
    port = raw.osc.substr(colon + 1);
  } else if (!raw.osc.empty()) {
    return at_option("--osc", "'" + raw.osc + "' is not HOST:PORT");
  }
  const bool other_host = !is_given && !raw.osc_host.empty();
  const bool other_port = !is_given && !raw.osc_port.empty();
  if (other_host) host = raw.osc_host;
  if (other_port) port = raw.osc_port;
  if (const auto number = osc::parse_endpoint("127.0.0.1", port); !number) {
    return at_option(other_port ? "--osc-port" : "--osc", number.reason());
  }
  if (other_host && host.find(':') != std::string::npos && !host.starts_with('[')) {
    host = "[" + host + "]";  // a variable of its own needs no brackets
  }
  const auto endpoint = osc::resolve_endpoint(host + ":" + port);
  if (!endpoint) return at_option(other_host ? "--osc-host" : "--osc", endpoint.reason());
  return endpoint;
}

/// Without a value it is only said that it is to be.
Result<std::optional<osc::Endpoint>> find_dirt(const std::string& text) {
  constexpr std::string_view kUsual = "127.0.0.1:57120";
  if (text.empty() || text == "false") return std::optional<osc::Endpoint>();
  std::string at = text == "true" ? std::string(kUsual) : text;
  if (at.find(':') == std::string::npos) at = "127.0.0.1:" + at;
  const auto endpoint = osc::resolve_endpoint(at);
  if (!endpoint) return at_option("--dirt", endpoint.reason());
  return std::optional(*endpoint);
}

Result<osc::Access> find_access(const std::vector<std::string>& words, const Options& options) {
  std::vector<osc::Network> allowed;
  for (const auto& word : words) {
    const auto network = osc::parse_network(word);
    if (!network) return at_option("--allow", network.reason());
    allowed.push_back(*network);
  }
  osc::Access access(std::move(allowed), {options.osc});
  if (!access.is_settled_at(options.osc)) return at_option("--osc", open_to_others(options.osc));
  if (!options.dirt) return access;
  access.add_here(*options.dirt);
  if (!access.is_settled_at(*options.dirt)) {
    return at_option("--dirt", open_to_others(*options.dirt));
  }
  return access;
}

/// Whether a second socket cannot be had where the first is. 0 is any port that is free.
bool is_taken_by(const osc::Endpoint& first, const osc::Endpoint& second) {
  if (first.port == 0 || first.port != second.port) return false;
  return first.address == second.address || first.is_any() || second.is_any();
}

}  // namespace

std::string open_to_others(const osc::Endpoint& at) {
  return osc::to_text(at) + " is open to others: add --allow NET for who may play from there, " +
         "for example --allow " + osc::likely_network(at);
}

Status find_places(const PlacesAsWritten& written, bool osc_is_given, Options* options) {
  const auto endpoint = find_endpoint(written, osc_is_given);
  if (!endpoint) return endpoint.error();
  options->osc = *endpoint;
  const auto dirt = find_dirt(written.dirt);
  if (!dirt) return dirt.error();
  options->dirt = *dirt;
  if (options->dirt && is_taken_by(options->osc, *options->dirt)) {
    return at_option("--dirt", "port " + std::to_string(options->osc.port) + " is --osc's own");
  }
  auto access = find_access(written.allow, *options);
  if (!access) return access.error();
  options->access = std::move(*access);
  options->osc_is_given =
      !(written.osc.empty() && written.osc_host.empty() && written.osc_port.empty());
  return {};
}

}  // namespace chronus::supervisor
