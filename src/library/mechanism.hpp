#pragma once
// The mechanisms that a model can name beside its disposition, each written in a folder of its own: a row here is the
// one place where a mechanism says what it is called, what it may be told, and which function writes it.
//
//   [model.x.tumor]            the table's name is the mechanism's
//   geometry = "krogh"         settings: words from a closed list, counts, lists of words
//   nodes = 40
//   [model.x.parameters]       its numbers
//
// A new chemistry is a new row and a new folder; a new linker or payload with a chemistry that is here is a part file.

#include "library/compound.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tansine {

struct Build;

/// One thing that a mechanism may be told.
struct SettingInfo {
  std::string name;
  std::vector<std::string> words;  ///< the closed list; empty: free words, or a count
  std::string fallback;            ///< used if it is not given; empty: nothing
  std::string meaning;
};

/// What a mechanism was told, checked against its row. Problems are reported with the place of the word.
class Settings {
 public:
  Settings(const MechanismDescription& told, std::vector<SettingInfo> known, std::string where, Problems& problems);

  [[nodiscard]] bool given(const std::string& name) const;
  /// One of the row's words; the fallback if it is not given or wrong.
  [[nodiscard]] std::string word(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> words(const std::string& name) const;
  /// A whole number between the bounds, else reported and the fallback.
  [[nodiscard]] int count(const std::string& name, int lowest, int highest) const;
  [[nodiscard]] bool flag(const std::string& name) const { return word(name) == "true"; }
  /// Of a setting, or of the table.
  [[nodiscard]] Place place(const std::string& name = {}) const;
  [[nodiscard]] const std::string& where() const { return where_; }  ///< "model 'x': tumor"

 private:
  [[nodiscard]] const SettingInfo& info(const std::string& name) const;
  [[nodiscard]] const Setting* find(const std::string& name) const;
  MechanismDescription told_;
  std::vector<SettingInfo> known_;
  std::string where_;
  Problems* problems_;
};

struct Mechanism {
  std::string name;
  std::string meaning;  ///< one line
  std::vector<SettingInfo> settings;
  void (*add)(Build&, const Settings&);
  /// Takes the place of the disposition: the model has no [disposition], and this mechanism makes what is dosed.
  bool body = false;
};

/// All of them, in the order in which they are added to a model: what others hang on comes first.
std::span<const Mechanism> mechanisms();

/// The mechanism that takes the place of the disposition, if the description names one.
const Mechanism* body_of(const ModelDescription& description);

/// Adds those that the description names; unknown names and settings are reported with the nearest right one.
void add_mechanisms(Build& build);

}  // namespace tansine
