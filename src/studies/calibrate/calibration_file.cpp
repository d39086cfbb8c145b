#include "studies/calibrate/calibration_file.hpp"

#include "base/file.hpp"
#include "io/declaration.hpp"

#include <fmt/format.h>

namespace tansine {
namespace {

Declaration<CalibratedParameter> parameter() {
  using T = CalibratedParameter;
  Declaration<T> d("fitted parameter", "what is fitted, and between what");
  d.key("start", &T::start, any_quantity().example("0.6 L/d"), "where the search begins").required();
  d.key("low", &T::low, any_quantity().example("0.1 L/d"), "lower bound").required();
  d.key("high", &T::high, any_quantity().example("3 L/d"), "upper bound").required();
  d.key("prior", &T::prior, any_quantity().example("0.676 L/d"), "center of a lognormal prior");
  d.key("prior_sd", &T::prior_sd, number().above(0), "standard deviation of the prior's logarithm");
  d.key("source", &T::source, text().not_empty(), "of the prior, or of the start").required();
  d.check({"start", "low", "high"}, [](const T& p, const KeyPlaces& at, Problems& problems) {
    if (p.low.dimension() != p.start.dimension() || p.high.dimension() != p.start.dimension())
      problems.error(at.value("start"), "start, low and high measure different things");
    else if (!(p.low.value() > 0) || !(p.low.value() < p.high.value()) || p.start.value() < p.low.value() ||
             p.start.value() > p.high.value())
      problems.error(at.value("start"), "expected 0 < low <= start <= high");
  });
  d.check({"prior", "prior_sd", "start"}, [](const T& p, const KeyPlaces& at, Problems& problems) {
    if (p.prior.has_value() != p.prior_sd.has_value())
      problems.error(at.table(), "prior and prior_sd go together");
    else if (p.prior && (p.prior->dimension() != p.start.dimension() || !(p.prior->value() > 0)))
      problems.error(at.value("prior"), "the prior must be above zero and measure what start measures");
  });
  return d;
}

Declaration<CalibrationData> data(const std::string& name) {
  using T = CalibrationData;
  Declaration<T> d(name, "observed profiles");
  d.key("dataset", &T::dataset, text().not_empty().example("observations/t-dm1.csv"), "the table").required();
  d.key("studies", &T::studies, list_of(text()), "words of the names of studies; all by default");
  d.key("doses", &T::doses, list_of(text().example("3.6 mg/kg")), "the doses; all by default");
  d.key("analytes", &T::analytes,
        list_of(text().one_of({"conjugate", "TAb", "naked", "acDrug", "payload", "metabolite"})),
        "by the names of observables; all by default");
  d.key("species", &T::species, list_of(text().one_of({"human", "cynomolgus", "rat", "mouse"})), "all by default");
  d.key("sd", &T::sd, number().above(0), "standard deviation of the logarithm of one observation");
  return d;
}

const Declaration<CalibrationFile>& declaration() {
  static const Declaration<CalibrationFile> declared = [] {
    using T = CalibrationFile;
    Declaration<T> d("calibration", "parameters of a model fitted to observed profiles");
    d.key("study", &T::study, text().one_of({"calibrate"}), "the kind of study").required();
    d.key("title", &T::title, "in print");
    d.key("question", &T::question, "what it should tell");
    d.key("compound", &T::compound, text().not_empty().example("t-dm1"), "whose model").required();
    d.key("model", &T::model, text().not_empty(), "which of its models").required();
    d.key("parameters", &T::parameters, table_of(parameter()), "what is fitted, by the model's names").required();
    d.key("data", &T::data, list_of(data("data")).at_least(1), "what it is fitted to").required();
    d.key("held_out", &T::held_out, list_of(data("held-out data")), "what is only predicted");
    d.key("starts", &T::starts, integer().at_least(1).at_most(100), "searches from different starts");
    return d;
  }();
  return declared;
}

}  // namespace

bool is_calibration(const std::filesystem::path& path) {
  try {
    const Node root = read_toml(path);
    const KeyValue* kind = root.find("study");
    return kind != nullptr && kind->value.kind == Node::Kind::text && kind->value.text == "calibrate";
  } catch (const InputError&) {
    return false;  // the reader of simulate studies says what is wrong
  }
}

CalibrationFile read_calibration(const std::filesystem::path& path) {
  CalibrationFile file = read_file(path, declaration());
  file.folder = path.parent_path();
  file.name = path.stem().string();
  file.text = read_source(path)->text;
  return file;
}

std::string calibration_schema() { return json_schema(declaration(), "tansine-calibration"); }
std::string calibration_key_reference() { return key_reference(declaration()); }

}  // namespace tansine
