// Which mechanisms a model is made of, and in which order they are added. Each mechanism is written in its own folder.

#include "library/assembly.hpp"

#include "library/conjugation/lot.hpp"
#include "library/deconjugation/deconjugation.hpp"
#include "library/deconjugation/forms.hpp"
#include "library/distribution/absorption.hpp"
#include "library/distribution/component_doses.hpp"
#include "library/distribution/elimination.hpp"
#include "library/distribution/system.hpp"
#include "library/mechanism.hpp"
#include "library/observables.hpp"
#include "library/sourced.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

namespace {

/// Replaces values by name; what cannot be replaced is reported.
void apply_overrides(ModelDescription& d, const AssemblyOptions& options, Problems& problems) {
  std::vector<std::string> known = {"MW", "MW_naked"};
  for (const NamedQuantity& p : d.parameters) known.push_back(p.name);
  for (const CovariateDescription& c : d.covariates) known.push_back(c.name);
  for (const NamedQuantity& o : options.overrides) {
    if (std::find(known.begin(), known.end(), o.name) == known.end()) {
      problems.error(o.quantity.place, fmt::format("model '{}' has no parameter '{}' to override{}", d.name, o.name,
                                                   did_you_mean(o.name, known)));
      continue;
    }
    bool done = false;
    for (CovariateDescription& c : d.covariates)
      if (c.name == o.name) c.reference = o.quantity, done = true;
    for (NamedQuantity& p : d.parameters)
      if (p.name == o.name) p.quantity = o.quantity, done = true;
    if (!done) d.parameters.push_back(o);
  }
}

class Assembler {
 public:
  Assembler(const CompoundDescription& compound, ModelDescription description, const AssemblyOptions& options,
            Problems& problems)
      : compound_(compound),
        description_(std::move(description)),
        options_(options),
        problems_(problems),
        model_(compound.name + ", " + description_.name),
        book_(model_, description_, problems),
        build_{.m = model_, .book = book_, .compound = compound, .description = description_, .problems = problems} {}

  void run() {
    molar_masses();
    reference_dose();
    const DeconjugationDescription& dec = description_.deconjugation;
    law_ =
        chosen(dec.law, {"none", "proportional", "constant", "free", "site-class", "maleimide", "average", "clearance"},
               "none", book_.where() + ": deconjugation law", dec.place, problems_);
    everywhere_ = chosen(dec.where, {"central", "everywhere"}, "central", book_.where() + ": deconjugation where",
                         dec.place, problems_) == "everywhere";
    const std::string resolution = chosen(
        description_.resolution, {"conjugate", "conjugate-and-naked", "dar", "antibody", "separate", "average-dar"},
        "conjugate", book_.where() + ": resolution", description_.place, problems_);
    check_law(resolution);
    build_.balances = options_.balances && resolution != "separate" && resolution != "average-dar";
    if (build_.balances) {
      build_.antibody = model_.moiety("antibody");
      model_.conserve(*build_.antibody);
    }
    build_.forms = [this, resolution] { return form_set(resolution); };
    if (body_of(description_) != nullptr)
      add_mechanisms(build_);
    else if (resolution == "dar")
      dar();
    else if (resolution == "conjugate-and-naked")
      conjugate_and_naked();
    else if (resolution == "separate")
      separate();
    else if (resolution == "average-dar")
      average();
    else
      single(resolution == "conjugate");
    book_.finish();
  }

  [[nodiscard]] Model& model() { return model_; }

 private:
  void molar_masses() {
    const Role role{"MW", {}, "molar mass of the conjugate"}, naked{"MW_naked", {}, "molar mass of the naked antibody"};
    if (find(description_.parameters, "MW") == nullptr) {
      if (!compound_.molar_mass) {
        problems_.error(compound_.place, fmt::format("'{}' has no molar_mass", compound_.name));
        return;
      }
      const SourcedQuantity& q = *compound_.molar_mass;
      check_source(q, fmt::format("'{}': molar_mass", compound_.name), problems_);
      if (q.value.dimension() != dimension::molar_mass) {
        problems_.error(q.place, fmt::format("'{}': molar_mass has unit {}, expected g/mol", compound_.name,
                                             canonical_unit(q.value.dimension())));
        return;
      }
      build_.MW = {model_.parameter("MW", q.value, role.meaning, q.source), q.value.value()};
    } else {
      build_.MW = book_.need(role, {dimension::molar_mass}, "ug/mL");
    }
    build_.MW_naked = book_.find(naked, {dimension::molar_mass}, "ug/mL").value_or(build_.MW);
  }

  /// [nmol] for the typical patient.
  void reference_dose() {
    if (!description_.reference_dose) {
      problems_.error(description_.place, fmt::format("{} has no reference_dose", book_.where()));
      return;
    }
    const SourcedQuantity& q = *description_.reference_dose;
    check_source(q, book_.where() + ": reference_dose", problems_);
    const Dimension d = q.value.dimension();
    constexpr Dimension per_surface = dimension::mass / dimension::area;
    double amount = 0;
    if (d == dimension::amount)
      amount = q.value.value();
    else if (d == dimension::mass)
      amount = q.value.value() / build_.MW.typical;
    else if (d.is_one())
      amount = q.value.value() * book_.typical_weight() / build_.MW.typical;
    else if (d == per_surface)
      amount = q.value.value() * book_.typical_surface() * coherence_factor(d, dimension::area) / build_.MW.typical;
    if (amount > 0) {
      build_.dose = amount;
      return;
    }
    problems_.error(q.place,
                    fmt::format("{}: reference_dose {} gives no amount; per kg it needs body_weight or covariate "
                                "WT, per m2 covariate BSA",
                                book_.where(), q.value.text()));
  }

  void check_law(const std::string& resolution) {
    const Place& place = description_.deconjugation.place;
    auto refuse = [&](const char* why) {
      problems_.error(place, fmt::format("{}: deconjugation law \"{}\" {}", book_.where(), law_, why));
      law_ = "none";
    };
    if (resolution == "average-dar") {
      // a loss of conjugate to naked antibody beside the falling average would count every lost drug twice
      if (law_ != "average") refuse("cannot be combined with resolution = \"average-dar\", which needs \"average\"");
    } else if (law_ == "average") {
      refuse("needs resolution = \"average-dar\"");
    } else if (resolution == "separate") {
      if (law_ != "none" && law_ != "clearance") refuse("needs resolution = \"dar\"");
    } else if (law_ == "clearance") {
      refuse("needs resolution = \"separate\"");
    } else if (resolution == "conjugate-and-naked") {
      if (law_ != "constant" && law_ != "none") refuse("needs resolution = \"dar\"; here it is \"constant\"");
    } else if (resolution == "conjugate" && law_ == "constant") {
      if (find(description_.parameters, "DAR") == nullptr) refuse("needs parameter 'DAR'");
    } else if (resolution != "dar" && law_ != "none") {
      refuse("needs resolution = \"dar\"");
    }
  }

  /// Empty if there is none or it is wrong (reported, if one is needed).
  Lot lot(bool needed) {
    const std::string name = !options_.lot.empty()       ? options_.lot
                             : !description_.lot.empty() ? description_.lot
                                                         : compound_.conjugation.lot;
    if (name.empty()) {
      if (needed)
        problems_.error(description_.place, fmt::format("{} names no lot, and [conjugation] neither", book_.where()));
      return {};
    }
    std::vector<std::string> known;
    for (const LotDescription& l : compound_.conjugation.lots) {
      known.push_back(l.name);
      if (l.name == name) return make_lot(l, problems_);
    }
    problems_.error(description_.place,
                    fmt::format("'{}' has no lot '{}'{}", compound_.name, name, did_you_mean(name, known)));
    return {};
  }

  FormSet form_set(const std::string& resolution) {
    if (resolution == "dar") {
      Lot l = lot(true);
      if (l.fractions.empty()) l = {{0.5, 0.5}, "stand-in after a problem"};  // to find the other problems as well
      build_.count_payload();
      return make_forms(build_, l, law_);
    }
    if (resolution == "conjugate-and-naked") return two_forms();
    if (resolution == "separate" || resolution == "average-dar")
      problems_.error(description_.place,
                      fmt::format("{}: resolution \"{}\" needs a [disposition]; here it is \"dar\", "
                                  "\"conjugate\", \"conjugate-and-naked\" or \"antibody\"",
                                  book_.where(), resolution));
    Form form;
    if (resolution != "antibody") form.mean = mean_drugs();
    form.drugs = form.mean ? 1 : 0;
    return {{form}, {}};
  }

  void dar() {
    forms(form_set("dar"), [&](const System& system, const std::optional<TargetStates>& target) {
      add_dar_observables(build_, system, target);
    });
  }

  /// `DAR`, if the model gives it: the drugs of a form that stands for all conjugates. With it payload is balanced.
  std::optional<PaperValue> mean_drugs() {
    const std::optional<PaperValue> DAR =
        book_.find({"DAR", {}, "mean drugs per antibody that has any"}, {dimension::one}, "the conjugate");
    if (DAR) build_.count_payload();
    return DAR;
  }

  /// Two forms: what carries drugs, however many, and what carries none.
  FormSet two_forms() {
    FormSet set;
    Form naked{"_naked", 0, 0.0, 0}, conjugate{"_conjugate", 1, 1.0, 1};
    if (const Lot l = lot(false); !l.fractions.empty()) {
      naked.share =
          model_.parameter("f0", Quantity(l.fractions[0], unit("1")), "fraction of the dose without drugs", l.source);
      naked.typical_share = l.fractions[0];
      conjugate.share = 1.0 - naked.share;
      conjugate.typical_share = 1 - l.fractions[0];
    }
    conjugate.mean = mean_drugs();
    set.forms = {naked, conjugate};
    if (law_ == "constant") {
      const Role role{"kdec", {}, "loss of all drugs from the antibody"};
      const PaperValue kdec = book_.need(role, {dimension::rate}, "deconjugation law \"constant\"");
      set.transitions.push_back({1, 0, kdec, {set.forms[1].count(), set.forms[1].typical_count()}});
    }
    return set;
  }

  void conjugate_and_naked() {
    forms(two_forms(), [&](const System& system, const std::optional<TargetStates>& target) {
      add_two_form_observables(build_, system, target);
    });
  }

  template <class Observe>
  void forms(const FormSet& set, Observe observe) {
    System system = make_system(build_, set.forms, "A", "antibody", "");
    const Clearances CL = make_clearances(build_, system, std::nullopt);
    double release = 0;
    for (const Transition& t : set.transitions)
      release += t.rate.typical * set.forms[t.from].typical_share * t.released.typical;
    for (std::size_t i = 0; i < set.forms.size(); ++i)
      release += CL.each[i].typical / system.spaces[0].volume.typical * set.forms[i].typical_share *
                 set.forms[i].typical_count();
    finish_system(
        system, CL, set.transitions, release * build_.dose,
        [&](PayloadOutlets& outlets, const std::optional<TargetStates>& target) {
          add_deconjugation(build_, system, set, target, outlets, everywhere_);
        },
        [&](const std::optional<TargetStates>& target) { observe(system, target); });
  }

  void single(bool conjugate) {
    System system = make_system(build_, form_set(conjugate ? "conjugate" : "antibody").forms, conjugate ? "ADC" : "Ab",
                                conjugate ? "conjugate" : "antibody", "");
    const Clearances CL = make_clearances(build_, system, std::nullopt);
    std::vector<Transition> transitions;
    if (law_ == "constant") {
      const PaperValue kdec =
          book_.need({"kdec", {}, "loss of all drugs from the antibody, which is then not followed"}, {dimension::rate},
                     "deconjugation law \"constant\"");
      transitions.push_back(
          {0, Transition::unfollowed, kdec, {system.forms[0].count(), system.forms[0].typical_count()}});
    }
    const double k10 = CL.each[0].typical / system.spaces[0].volume.typical;
    finish_system(
        system, CL, transitions, (k10 + (transitions.empty() ? 0 : transitions[0].rate.typical)) * build_.dose,
        [&](PayloadOutlets& outlets, const std::optional<TargetStates>&) {
          for (std::size_t s = 0; s < (everywhere_ ? system.spaces.size() : 1); ++s) {
            PayloadOutlets here = outlets.in(s);
            for (const Transition& t : transitions)
              model_.reaction(
                  Build::of("deconjugation", system.name(0, s)),
                  system.species[s][0] >> (build_.eliminated_antibody() + here.deconjugated(t.released.expr)),
                  t.rate.expr);
          }
        },
        [&](const std::optional<TargetStates>& target) { add_single_observables(build_, system, target, conjugate); });
  }

  template <class Deconjugate, class Observe>
  void finish_system(System& system, const Clearances& CL, const std::vector<Transition>& transitions,
                     double expected_release, Deconjugate deconjugate, Observe observe) {
    const std::optional<FreePayload> payload = make_payload(build_, expected_release);
    if (payload && payload->release == "products" && !build_.drugs_resolved)
      problems_.error(
          description_.payload->place,
          fmt::format(
              "{}: payload release \"products\" needs resolution = \"dar\" or \"average-dar\", or parameter 'DAR'",
              book_.where()));
    PayloadOutlets outlets = make_outlets(build_, payload);
    const std::optional<TargetStates> target = add_target(build_, system, outlets);
    add_distribution(build_, system);
    add_elimination(build_, system, CL, outlets);
    deconjugate(outlets, target);
    if (payload)
      add_payload_processes(build_, *payload, outlets, system, CL.each.back().expr / system.spaces[0].volume.expr);
    observe(target);
    if (payload) add_payload_observables(build_, *payload);
    Blood blood{.plasma = system.spaces[0].compartment,
                .volume = system.spaces[0].volume,
                .forms = system.forms,
                .transitions = transitions,
                .antibody = system.species[0],
                .free = system.free[0],
                .payloads = {},
                .peripheries = {}};
    // a payload that appears beside the conjugate, not from it, has no place in a balance with tissue
    if (payload && payload->release == "products")
      blood.payloads.push_back({payload->name, payload->species, std::nullopt});
    for (std::size_t i = 1; i < system.spaces.size(); ++i)
      blood.peripheries.push_back({system.spaces[i].compartment, system.spaces[i].volume, system.spaces[i].tag,
                                   system.species[i],
                                   payload && i == 1 && payload->everywhere ? payload->peripheral : std::nullopt});
    build_.surroundings.blood = blood;
    add_plasma_drivers(build_);
    add_mechanisms(build_);
    add_doses(build_, {&system});  // last: mechanisms say what else happens at a dose
    add_component_doses(build_, system, payload);
  }

  void no_target(const char* resolution) {
    if (description_.target)
      problems_.error(
          description_.target->place,
          fmt::format("{}: a target cannot be combined with resolution = \"{}\"", book_.where(), resolution));
  }

  void separate() {
    no_target("separate");
    Form conjugate;
    if (const Lot l = lot(false); !l.fractions.empty()) {
      const Expr naked =
          model_.parameter("f0", Quantity(l.fractions[0], unit("1")), "fraction of the dose without drugs", l.source);
      conjugate.share = 1.0 - naked;
      conjugate.typical_share = 1 - l.fractions[0];
    }
    std::optional<PaperValue> added;
    if (law_ == "clearance")
      added = book_.need({"CLDEC", {}, "deconjugation as a clearance"}, {dimension::clearance},
                         "deconjugation law \"clearance\"");
    const System ADC = make_system(build_, {conjugate}, "ADC", "conjugate", "conjugate");
    const System Ab = make_system(build_, {Form{}}, "Ab_total", "total antibody", "TAb");
    const Clearances CL = make_clearances(build_, ADC, added);
    const std::optional<FreePayload> payload =
        make_payload(build_, CL.each[0].typical / ADC.spaces[0].volume.typical * build_.dose);
    if (payload && payload->release == "products")
      problems_.error(
          description_.payload->place,
          fmt::format("{}: payload release \"products\" needs resolution = \"dar\" or \"average-dar\"", book_.where()));
    PayloadOutlets outlets = make_outlets(build_, std::nullopt);
    for (const System* s : {&ADC, &Ab}) add_distribution(build_, *s);
    add_elimination(build_, ADC, CL, outlets);
    add_elimination(build_, Ab, make_clearances(build_, Ab, std::nullopt), outlets);
    if (payload) add_payload_processes(build_, *payload, outlets, ADC, CL.each[0].expr / ADC.spaces[0].volume.expr);
    add_doses(build_, {&ADC, &Ab});
    add_separate_observables(build_, ADC, Ab);
    if (payload) add_payload_observables(build_, *payload);
    add_mechanisms(build_);  // which say that they need blood
  }

  void average() {
    no_target("average-dar");
    const std::string by = "deconjugation law \"average\"";
    PaperValue DAR0;
    if (const Role role{"DAR0", {}, "drugs per antibody at the dose"};
        find(description_.parameters, "DAR0") != nullptr) {
      DAR0 = book_.need(role, {dimension::one}, by);
    } else if (const Lot l = lot(true); !l.fractions.empty()) {
      const double mean = moments(l.fractions).mean;
      DAR0 = {
          model_.parameter("DAR0", Quantity(mean, unit("1")), role.meaning, "derived: mean of the lot, " + l.source),
          mean};
    }
    const PaperValue kdec = book_.need({"kdec", {}, "loss of a drug from the antibody"}, {dimension::rate}, by);
    const System Ab = make_system(build_, {Form{}}, "Ab", "total antibody", "");
    SpeciesOptions options;
    options.meaning = "average drugs per antibody";
    const Species DAR = model_.state("DAR", "1", options);
    model_.initial(DAR, DAR0.expr);
    model_.rate(DAR, -(kdec.expr * Expr(DAR)));
    // one average for all antibody: a dose sets it back, which is exact for a single dose only
    build_.dose_options.resets.push_back({DAR, DAR0.expr});
    const Clearances CL = make_clearances(build_, Ab, std::nullopt);
    const double rate = (kdec.typical + CL.each[0].typical / Ab.spaces[0].volume.typical) * DAR0.typical;
    const std::optional<FreePayload> payload = make_payload(build_, rate * build_.dose);
    PayloadOutlets outlets = make_outlets(build_, std::nullopt);
    add_distribution(build_, Ab);
    add_elimination(build_, Ab, CL, outlets);
    if (payload) {
      add_payload_processes(build_, *payload, outlets, Ab, CL.each[0].expr / Ab.spaces[0].volume.expr);
      if (payload->release == "products") average_release(*payload, Ab, DAR, kdec, CL);
    }
    add_average_observables(build_, Ab, DAR);
    if (payload) add_payload_observables(build_, *payload);
    Form form = Ab.forms[0];
    form.drugs = 1;
    form.mean = PaperValue{DAR, DAR0.typical};
    form.varies = true;
    build_.drugs_resolved = true;
    Blood blood{.plasma = Ab.spaces[0].compartment,
                .volume = Ab.spaces[0].volume,
                .forms = {form},
                .transitions = {{0, 0, kdec, *form.mean}},
                .antibody = Ab.species[0],
                .free = Ab.free[0],
                .payloads = {},
                .peripheries = {}};
    if (payload && payload->release == "products")
      blood.payloads.push_back({payload->name, payload->species, std::nullopt});
    build_.surroundings.blood = blood;
    add_plasma_drivers(build_);
    add_mechanisms(build_);
    add_doses(build_, {&Ab});
  }

  void average_release(const FreePayload& payload, const System& Ab, const Expr& DAR, const PaperValue& kdec,
                       const Clearances& CL) {
    const Expr lost = kdec.expr * DAR * Ab.free[0][0] * Ab.spaces[0].volume.expr;
    model_.flux("deconjugation", nothing >> payload.species, lost);
    const Role role{"phi_cat", {}, "fraction of catabolized drugs that appear as free payload"};
    if (!book_.find(role, {dimension::one}, "payload release")) return;
    model_.flux("catabolic release", nothing >> payload.species,
                book_.need_fraction(role, "payload release").expr * DAR * CL.each[0].expr * Ab.free[0][0]);
  }

  const CompoundDescription& compound_;
  const ModelDescription description_;
  const AssemblyOptions& options_;
  Problems& problems_;
  Model model_;
  ParameterBook book_;
  Build build_;
  std::string law_;
  bool everywhere_ = false;
};

}  // namespace

Network assemble(const CompoundDescription& compound, const std::string& model, const AssemblyOptions& options) {
  Problems problems;
  ModelDescription description = resolve_model(compound, model);
  apply_overrides(description, options, problems);
  Assembler assembler(compound, std::move(description), options, problems);
  assembler.run();
  // The notation's own checks repeat what follows from a problem above, so they are shown only when there is none.
  problems.throw_if_errors();
  assembler.model().check().throw_if_errors();
  return assembler.model().build();
}

}  // namespace tansine
