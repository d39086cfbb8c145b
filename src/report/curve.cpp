#include "report/curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tansine {
namespace {

// Part of the segment a-b inside the unit square (Liang and Barsky 1984): the parameters where it enters and leaves.
struct Visible {
  double enter = 0;
  double leave = 1;
  bool any = true;
};

Visible clip_segment(FramePoint a, FramePoint b) {
  Visible v;
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double p[4] = {-dx, dx, -dy, dy};
  const double q[4] = {a.x, 1 - a.x, a.y, 1 - a.y};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0) {
      if (q[i] < 0) v.any = false;
    } else if (p[i] < 0) {
      v.enter = std::max(v.enter, q[i] / p[i]);
    } else {
      v.leave = std::min(v.leave, q[i] / p[i]);
    }
  }
  v.any = v.any && v.enter <= v.leave;
  return v;
}

FramePoint between(FramePoint a, FramePoint b, double t) {
  if (t == 0) return a;
  if (t == 1) return b;
  return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

bool inside(FramePoint p) { return p.x >= 0 && p.x <= 1 && p.y >= 0 && p.y <= 1; }

// Cuts a polygon with one side of the square (Sutherland and Hodgman 1974); `depth` is >= 0 inside.
template <class Depth>
FrameRun cut(const FrameRun& polygon, Depth depth) {
  FrameRun out;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const FramePoint a = polygon[i];
    const FramePoint b = polygon[(i + 1) % polygon.size()];
    const double da = depth(a);
    const double db = depth(b);
    if (da >= 0) out.push_back(a);
    if ((da < 0) != (db < 0)) out.push_back(between(a, b, da / (da - db)));
  }
  return out;
}

FrameRun cut_to_frame(FrameRun polygon) {
  polygon = cut(polygon, [](FramePoint p) { return p.x; });
  polygon = cut(polygon, [](FramePoint p) { return 1 - p.x; });
  polygon = cut(polygon, [](FramePoint p) { return p.y; });
  return cut(polygon, [](FramePoint p) { return 1 - p.y; });
}

}  // namespace

std::vector<FrameRun> visible_runs(std::span<const double> x, std::span<const double> y, const AxisFrame& fx,
                                   const AxisFrame& fy) {
  std::vector<FrameRun> runs;
  FrameRun run;
  const auto finish = [&] {
    if (!run.empty()) runs.push_back(std::move(run));
    run.clear();
  };
  bool have_last = false;
  FramePoint last{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!fx.drawable(x[i]) || !fy.drawable(y[i])) {
      finish();
      have_last = false;
      continue;
    }
    const FramePoint p{fx.fraction(x[i]), fy.fraction(y[i])};
    if (!have_last) {
      if (inside(p)) run.push_back(p);
    } else if (const Visible v = clip_segment(last, p); v.any) {
      if (run.empty()) run.push_back(between(last, p, v.enter));
      run.push_back(between(last, p, v.leave));
      if (v.leave < 1) finish();
    }
    last = p;
    have_last = true;
  }
  finish();
  return runs;
}

std::vector<FrameRun> visible_areas(std::span<const double> x, std::span<const double> lower,
                                    std::span<const double> upper, const AxisFrame& fx, const AxisFrame& fy) {
  std::vector<FrameRun> areas;
  FrameRun up;
  FrameRun down;
  const auto finish = [&] {
    up.insert(up.end(), down.rbegin(), down.rend());
    FrameRun area = cut_to_frame(std::move(up));
    if (area.size() > 2) areas.push_back(std::move(area));
    up.clear();
    down.clear();
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool below = fy.scale == AxisScale::log && std::isfinite(lower[i]) && lower[i] <= 0;
    if (!fx.drawable(x[i]) || !fy.drawable(upper[i]) || !(below || fy.drawable(lower[i]))) {
      finish();
      continue;
    }
    const double at = fx.fraction(x[i]);
    up.push_back({at, fy.fraction(upper[i])});
    down.push_back({at, below ? std::min(0.0, up.back().y) : fy.fraction(lower[i])});
  }
  finish();
  return areas;
}

}  // namespace tansine
