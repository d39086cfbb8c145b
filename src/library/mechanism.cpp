#include "library/mechanism.hpp"

#include "library/build.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

Settings::Settings(const MechanismDescription& told, std::vector<SettingInfo> known, std::string where,
                   Problems& problems)
    : told_(told), known_(std::move(known)), where_(std::move(where)), problems_(&problems) {
  std::vector<std::string> names;
  for (const SettingInfo& k : known_) names.push_back(k.name);
  for (const Setting& s : told_.settings) {
    if (std::find(names.begin(), names.end(), s.name) == names.end()) {
      problems.error(s.place, fmt::format("{} has no setting '{}'{}; it takes {}", where_, s.name,
                                          did_you_mean(s.name, names), fmt::join(names, ", ")));
      continue;
    }
    const std::vector<std::string>& allowed = info(s.name).words;
    for (const std::string& w : s.words)
      if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), w) == allowed.end())
        problems.error(s.place, fmt::format("{} {} is \"{}\", expected {}{}", where_, s.name, w,
                                            fmt::join(allowed, ", "), did_you_mean(w, allowed)));
  }
}

const Setting* Settings::find(const std::string& name) const {
  for (const Setting& s : told_.settings)
    if (s.name == name) return &s;
  return nullptr;
}

const SettingInfo& Settings::info(const std::string& name) const {
  return *std::find_if(known_.begin(), known_.end(), [&](const SettingInfo& k) { return k.name == name; });
}

bool Settings::given(const std::string& name) const { return find(name) != nullptr; }

std::string Settings::word(const std::string& name) const {
  const SettingInfo& k = info(name);
  const Setting* s = find(name);
  if (s == nullptr || s->words.size() != 1) return k.fallback;
  if (!k.words.empty() && std::find(k.words.begin(), k.words.end(), s->words[0]) == k.words.end()) return k.fallback;
  return s->words[0];
}

std::vector<std::string> Settings::words(const std::string& name) const {
  if (const Setting* s = find(name)) return s->words;
  const std::string& fallback = info(name).fallback;
  return fallback.empty() ? std::vector<std::string>{} : std::vector<std::string>{fallback};
}

int Settings::count(const std::string& name, int lowest, int highest) const {
  auto parse = [](const std::string& text) -> std::optional<int> {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
  };
  const int fallback = parse(info(name).fallback).value_or(lowest);
  const Setting* s = find(name);
  if (s == nullptr) return fallback;
  const std::optional<int> value = s->words.size() == 1 ? parse(s->words[0]) : std::nullopt;
  if (value && *value >= lowest && *value <= highest) return *value;
  problems_->error(s->place, fmt::format("{} {} is {}, expected a whole number from {} to {}", where_, name,
                                         fmt::join(s->words, ", "), lowest, highest));
  return fallback;
}

Place Settings::place(const std::string& name) const {
  const Setting* s = name.empty() ? nullptr : find(name);
  return s != nullptr ? s->place : told_.place;
}

const Mechanism* body_of(const ModelDescription& description) {
  for (const Mechanism& m : mechanisms())
    for (const MechanismDescription& t : description.mechanisms)
      if (m.body && t.name == m.name) return &m;
  return nullptr;
}

void add_mechanisms(Build& b) {
  const std::vector<MechanismDescription>& told = b.description.mechanisms;
  for (const Mechanism& m : mechanisms())
    for (const MechanismDescription& t : told)
      if (t.name == m.name)
        m.add(b, Settings(t, m.settings, fmt::format("{}: {}", b.book.where(), m.name), b.problems));
  for (const std::function<void(Build&)>& finish : b.last) finish(b);
  // beside the mechanisms, what else may have been meant by a table's name
  std::vector<std::string> names{"disposition", "deconjugation", "target", "payload", "parameters", "covariates"};
  for (const Mechanism& m : mechanisms()) names.push_back(m.name);
  for (const MechanismDescription& t : told) {
    const auto known = [&](const Mechanism& m) { return m.name == t.name; };
    if (std::none_of(mechanisms().begin(), mechanisms().end(), known))
      b.problems.error(t.place, fmt::format("{} names a mechanism '{}' that there is not{}", b.book.where(), t.name,
                                            did_you_mean(t.name, names)));
  }
}

}  // namespace tansine
