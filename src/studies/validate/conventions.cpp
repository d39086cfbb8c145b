#include "studies/validate/conventions.hpp"

#include "base/resources.hpp"
#include "io/declaration.hpp"
#include "io/made_form.hpp"

namespace tansine {
namespace {

struct NumberFields {
  Quantity value;
  std::string source;
};
SourcedQuantity make_number(NumberFields&& f, const Place& place) {
  return {f.value, std::move(f.source), "", {}, place};
}
auto number_with_source() {
  Declaration<NumberFields> d("number", "a number with its source");
  d.key("value", &NumberFields::value, any_quantity().example("70 kg"), "with its unit").required();
  d.key("source", &NumberFields::source, text().not_empty(), "where it comes from").required();
  return made(d, make_number);
}

struct Fields {
  std::vector<Entry<SpeciesConventions>> species;
  SourcedQuantity adjusted_weight, human_surface;
  std::vector<Entry<SourcedQuantity>> exponents;
};

Declaration<Fields> declaration() {
  Declaration<SpeciesConventions> s("species", "a typical animal");
  s.key("body_weight", &SpeciesConventions::body_weight, number_with_source(), "its weight").required();
  s.key("km", &SpeciesConventions::km, number_with_source(), "weight over surface").required();
  Declaration<Fields> d("conventions", "what tables of data leave unsaid");
  d.key("adjusted_weight", &Fields::adjusted_weight, number_with_source(), "adjusted ideal body weight").required();
  d.key("human_surface", &Fields::human_surface, number_with_source(), "body surface of an adult").required();
  d.key("species", &Fields::species, table_of(s), "by name").required();
  d.key("exponents", &Fields::exponents, table_of(number_with_source()), "of body weight, human to animal").required();
  return d;
}

}  // namespace

double Conventions::body_weight_kg(const std::string& name) const {
  for (const auto& [n, s] : species)
    if (n == name) return s.body_weight.value.value() / 1e6;
  return 70;
}

double Conventions::body_surface_m2(const std::string& name, double weight_kg) const {
  for (const auto& [n, s] : species)
    if (n == name) {
      // an adult of typical weight has the typical surface; others by weight over km
      const double typical = s.body_weight.value.value() / 1e6;
      if (name == "human" && weight_kg == typical) return human_surface.value.value() / 1e12;
      return weight_kg / (s.km.value.value() / 1e6 * 1e12);
    }
  return human_surface.value.value() / 1e12;
}

const Conventions& conventions() {
  static const Conventions read = [] {
    Fields f = read_file(data_directory() / "conventions.toml", declaration());
    Conventions c;
    for (Entry<SpeciesConventions>& e : f.species) c.species.emplace_back(e.name, std::move(e.value));
    c.adjusted_weight = std::move(f.adjusted_weight);
    c.human_surface = std::move(f.human_surface);
    for (Entry<SourcedQuantity>& e : f.exponents) c.exponents.push_back({e.name, std::move(e.value)});
    return c;
  }();
  return read;
}

}  // namespace tansine
