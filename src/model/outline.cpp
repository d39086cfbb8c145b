#include "model/outline.hpp"

#include "model/model_data.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace tansine {

namespace {

/// The name with every number in it as '#'.
std::string pattern(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digit && !out.empty() && out.back() == '#') continue;
    out += digit ? '#' : c;
  }
  return out;
}

/// "elimination" of "elimination of A3"; what goes from one form "to" another is a loss of drugs.
std::string bare(const std::string& process) {
  std::string out = process.substr(0, process.find(" of "));
  return out.find(" to ") == std::string::npos ? out : "loss of drugs";
}

std::vector<std::uint32_t> species_of(const Terms& terms) {
  std::vector<std::uint32_t> ids;
  for (const Terms::Term& t : terms.list) ids.push_back(t.species.id());
  return ids;
}

bool contains(const std::vector<std::uint32_t>& ids, std::uint32_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Amounts in no compartment that processes only fill: what they keep is an account, not a place.
std::vector<bool> sinks(const ModelData& m) {
  std::vector<bool> sink(m.species.size()), filled(m.species.size());
  for (std::size_t i = 0; i < m.species.size(); ++i) sink[i] = m.species[i].kind == SpeciesEntry::Kind::amount;
  for (const ProcessEntry& p : m.processes) {
    for (const std::uint32_t l : species_of(p.sides.left)) sink[l] = false;
    for (const std::uint32_t r : species_of(p.sides.right)) {
      filled[r] = true;
      if (p.sides.reversible) sink[r] = false;
    }
  }
  for (std::size_t i = 0; i < sink.size(); ++i) sink[i] = sink[i] && filled[i];
  return sink;
}

}  // namespace

Outline outline(const Network& network, std::size_t series) {
  const ModelData& m = network.data();
  std::map<std::string, std::vector<std::uint32_t>> alike;
  for (std::uint32_t i = 0; i < m.species.size(); ++i) alike[pattern(m.species[i].name)].push_back(i);
  Outline out;
  std::vector<std::size_t> kind(m.species.size());
  const std::vector<bool> sink = sinks(m);
  for (std::uint32_t i = 0; i < m.species.size(); ++i) {
    if (sink[i]) continue;
    const std::vector<std::uint32_t>& group = alike[pattern(m.species[i].name)];
    const bool merged = group.size() >= series;
    if (merged && group.front() != i) {
      kind[i] = kind[group.front()];
      continue;
    }
    kind[i] = out.kinds.size();
    const SpeciesEntry& s = m.species[i];
    Outline::Kind k;
    k.name = merged ? s.name + " \u2026 " + m.species[group.back()].name : s.name;
    if (s.compartment != no_slot) k.compartment = m.compartments[s.compartment].name;
    k.species = merged ? group.size() : 1;
    out.kinds.push_back(k);
  }
  for (const ProcessEntry& p : m.processes) {
    if (p.kind == ProcessEntry::Kind::rate_rule) continue;
    const auto left = species_of(p.sides.left), right = species_of(p.sides.right);
    if (left.empty())
      for (const std::uint32_t r : right) out.kinds[kind[r]].made = true;
    const bool to_sinks = std::any_of(right.begin(), right.end(), [&](std::uint32_t r) { return sink[r]; });
    if (right.empty() || to_sinks)
      for (const std::uint32_t l : left) out.kinds[kind[l]].lost = true;
    for (const std::uint32_t l : left) {
      if (contains(right, l)) continue;  // a catalyst
      for (const std::uint32_t r : right) {
        if (contains(left, r) || sink[r] || kind[l] == kind[r]) continue;
        const Outline::Step step{kind[l], kind[r], bare(p.name), p.sides.reversible};
        const bool known = std::any_of(out.steps.begin(), out.steps.end(), [&](const Outline::Step& s) {
          return s.from == step.from && s.to == step.to && s.process == step.process;
        });
        if (!known) out.steps.push_back(step);
      }
    }
  }
  return out;
}

}  // namespace tansine
