#pragma once
// One row of an event table, in NONMEM's semantics (docs/events.md is the table of rules). A plain value: datasets are
// read into it (io), regimens are spelled out into it (library), the engine executes it.

#include <cstdint>
#include <vector>

namespace tansine {

enum class Evid : std::uint8_t { observation = 0, dose = 1, other = 2, reset = 3, reset_and_dose = 4 };

/// A parameter or covariate that takes a new value with this record.
struct ParameterChange {
  std::uint32_t parameter = 0;  ///< index in the Program's parameters
  double value = 0;             ///< canonical
  friend bool operator==(const ParameterChange&, const ParameterChange&) = default;
};

struct EventRecord {
  double time = 0;  ///< [h]
  Evid evid = Evid::dose;
  double amount = 0;              ///< AMT [the target's unit: nmol or mg]
  double rate = 0;                ///< RATE [unit/h]; 0 bolus; -1 rate from the model; -2 duration from the model
  double interval = 0;            ///< II [h]
  std::uint32_t additional = 0;   ///< ADDL
  std::uint8_t steady_state = 0;  ///< SS: 0, 1, 2
  std::uint32_t target = 0;       ///< CMT: index in the Program's dose targets
  std::vector<ParameterChange> changes{};
  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

}  // namespace tansine
