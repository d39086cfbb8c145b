#include "report/tests/sample_figures.hpp"

#include <limits>
#include <string>

namespace tansine {

Figure sample_figure() {
  const std::vector<double> t{0, 1, 3, 7, 14, 21};
  Figure f{.title = "Conjugate, 3.6 mg/kg",
           .x = {.label = "time after dose", .unit = "days", .tick_step = 7},
           .y = {.label = "conjugate", .unit = "µg/mL", .scale = AxisScale::log, .min = 0.1}};
  f.bands = {{.name = "linear",
              .statistic = "5–95 %",
              .x = t,
              .lower = {70, 50, 28, 11, 2, 0.4},
              .upper = {95, 70, 42, 20, 6, 1.8}}};
  f.lines = {{.name = "linear", .statistic = "median", .x = t, .y = {82, 60, 35, 15, 3.6, 0.9}}};
  f.points = {
      {.name = "observed", .x = {0.02, 7, 21}, .y = {80, 14, 0.05}, .lower = {70, 10, 0.01}, .upper = {90, 18, 0.2}}};
  f.references = {{.y = 0.5, .label = "limit"}};
  f.caption = "Median of 500.";
  return f;
}

std::vector<Figure> odd_figures() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const std::string word(300, 'W');
  const std::string hostile = "<script>alert('x')</script> & \"q\" \xFF\x01 ]]>";
  std::vector<Figure> out;
  for (const AxisScale scale : {AxisScale::linear, AxisScale::log}) {
    const PlotAxis x{.label = "x"};
    const PlotAxis y{.label = "y", .scale = scale};
    const auto add = [&](LineSeries line) {
      out.push_back({.title = line.name, .x = x, .y = y, .lines = {std::move(line)}});
    };
    out.push_back({.title = "nothing", .x = x, .y = y});
    add({.name = "no points", .x = {}, .y = {}});
    add({.name = "one point", .x = {1}, .y = {1}});
    add({.name = "constant", .x = {0, 1}, .y = {5, 5}});
    add({.name = "all NaN", .x = {0, 1}, .y = {nan, nan}});
    add({.name = "infinite", .x = {0, 1, inf}, .y = {inf, -inf, 1}});
    add({.name = "zeros and negatives", .x = {0, 1, 2}, .y = {0, -1, -1e-300}});
    add({.name = "huge", .x = {-1e300, 1e300}, .y = {1e-300, 1e300}});
    add({.name = "largest", .x = {-1e308, 1e308}, .y = {-1.7e308, 1.7e308}});
    add({.name = word, .x = {0, 1}, .y = {1, 2}, .label = word + " " + word});
    add({.name = hostile, .x = {0, 1}, .y = {1, 2}});
    Figure words{.title = hostile,
                 .x = {.label = word, .unit = hostile},
                 .y = {.label = hostile + word, .unit = word, .scale = scale}};
    words.points = {{.name = hostile, .statistic = word, .x = {1, nan, 2}, .y = {1, 1, 0}}};
    words.bands = {{.name = hostile, .statistic = hostile, .x = {0, 1}, .lower = {0, nan}, .upper = {1, 1}}};
    words.references = {{.y = 1, .label = hostile}, {.y = nan, .label = "nowhere"}};
    words.caption = hostile;
    words.id = hostile;
    out.push_back(words);
  }
  return out;
}

}  // namespace tansine
