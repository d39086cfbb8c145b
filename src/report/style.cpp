#include "report/style.hpp"

#include <string_view>

#include "report/figure_svg.hpp"
#include "report/palette.hpp"

namespace tansine {
namespace {

constexpr std::string_view kType = R"(*{box-sizing:border-box}
:root{--sans:-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 var(--sans);overflow-wrap:break-word}
.page{max-width:1120px;margin:0 auto;padding:2.2rem 2rem 4rem}
h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.012em;margin:.15rem 0 1.1rem;font-weight:680;text-wrap:balance}
h2{font-size:1.22rem;line-height:1.3;margin:3rem 0 .9rem;padding-top:.75rem;border-top:1px solid var(--rule);font-weight:660}
p{margin:.6rem 0}
.prose,.caption,.table-note,.axes{max-width:46rem}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,summary:focus-visible,.table:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre,dd{font-family:var(--mono);font-size:.88em}
code{background:var(--surface);padding:.08em .3em;border-radius:3px}
pre{overflow-x:auto;background:var(--surface);padding:.8rem 1rem;border-radius:6px;line-height:1.5;margin:.6rem 0}
.listing-caption{margin-bottom:0;font-weight:600;font-size:.94rem}
.kicker{margin:0;color:var(--muted);font-size:.86rem;letter-spacing:.01em}
.summary{display:grid;grid-template-columns:7.2rem minmax(0,1fr);gap:.55rem 1.2rem;margin:0;max-width:60rem}
.summary dt{color:var(--muted);font-size:.86rem;padding-top:.2rem}
.summary dd{margin:0;font-family:inherit;font-size:1rem}
.summary .answer{font-size:1.28rem;line-height:1.4;font-weight:560;letter-spacing:-.005em}
.summary dt.answer-term{padding-top:.42rem}
.contents{margin:2.2rem 0 0;font-size:.92rem}
.contents li{min-width:0;overflow-wrap:anywhere}
.contents ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:0;padding:0}
footer{margin-top:3.5rem;padding-top:.8rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.86rem}
)";

constexpr std::string_view kFigures = R"(figure{margin:2rem 0 1.6rem}
figcaption{font-size:1.02rem;margin-bottom:.55rem;max-width:60rem}
.wide{max-width:860px}
.narrow{display:none}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.6rem;margin:0 0 .7rem;padding:0;font-size:.92rem;color:var(--muted)}
.key li{display:flex;gap:.5rem;align-items:flex-start;min-width:0}
.key li>span{min-width:0}
.key b{color:var(--t);font-weight:620}
.swatch{flex:none;margin-top:.28em}
.axes{margin:.1rem 0 .8rem;font-size:.92rem;color:var(--muted)}
.grid-of-figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:1.1rem 1.8rem}
.panel{min-width:0}
.panel-title{margin:0 0 .1rem;font-weight:640;font-size:.98rem;overflow:hidden;text-overflow:ellipsis}
.caption{font-size:.92rem;color:var(--muted);margin:.7rem 0 .3rem}
.caption+.small-print{margin-top:0}
details{margin:.6rem 0;font-size:.95rem}
summary{cursor:pointer;color:var(--accent);width:fit-content;max-width:100%}
.fold-body{padding-left:1rem;border-left:2px solid var(--rule);margin-top:.6rem}
.numbers{display:flex;flex-wrap:wrap;gap:1rem 2.6rem;margin:1.6rem 0 0;padding:0}
.numbers div{display:flex;flex-direction:column;max-width:17rem}
.numbers dt{order:2;color:var(--muted);font-size:.86rem;line-height:1.35}
.numbers dd{margin:0;font-family:inherit}
.numbers .value{order:1;font-size:1.7rem;line-height:1.2;font-weight:640;font-variant-numeric:tabular-nums}
.numbers .note{order:3;color:var(--muted);font-size:.86rem;line-height:1.35}
)";

constexpr std::string_view kTables =
    R"(.table{overflow-x:auto;margin:1.4rem 0 .3rem;container-type:inline-size;position:relative}
table{border-collapse:collapse;font-size:.92rem;line-height:1.4;border-bottom:1.5px solid var(--fg)}
caption{text-align:left;padding:0 0 .5rem;caption-side:top}
.cap{display:inline-block;position:sticky;left:0;max-width:min(46rem,92vw);max-width:min(46rem,100cqw)}
th,td{padding:.34rem .75rem;text-align:left;vertical-align:top;font-weight:400;max-width:26rem}
thead th{vertical-align:bottom;font-weight:620;border-bottom:1px solid var(--fg);line-height:1.3}
thead tr:first-child th{border-top:1.5px solid var(--fg)}
thead th.group{text-align:center;border-bottom:1px solid var(--rule)}
th.k,thead th.k{padding-left:.1rem;position:sticky;left:0;background:var(--bg)}
tbody th{font-weight:500}
th.k.long,thead th.k{max-width:11rem}
tbody th:not(.long){white-space:nowrap}
tbody tr+tr th,tbody tr+tr td{border-top:1px solid var(--grid)}
tbody tr.first th,tbody tr.first td{border-top-color:var(--muted)}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead th.n{white-space:normal}
.unit{color:var(--muted);font-weight:400;white-space:nowrap}
.p{visibility:hidden;-webkit-user-select:none;user-select:none;font-style:normal}
.sign{font-size:.72em;margin-right:.4em;vertical-align:.08em}
.mark-bad{color:var(--bad);font-weight:600}
.mark-good{color:var(--good)}
.table-note{font-size:.88rem;color:var(--muted);margin:.4rem 0 1.2rem}
.data{max-height:24rem;overflow:auto;font-size:.92em}
.data thead{position:sticky;top:0;z-index:1;background:var(--bg);box-shadow:0 1px 0 var(--fg)}
.notices{list-style:none;margin:.6rem 0;padding:0;max-width:46rem}
.notices li{padding:.5rem .9rem;border-left:3px solid var(--bad);background:var(--surface);margin:.5rem 0}
.sources{padding-left:1.6rem;max-width:52rem}
.sources li{margin:.35rem 0;padding-left:.2rem}
.facts{display:grid;grid-template-columns:fit-content(16rem) minmax(0,1fr);gap:.3rem 1.4rem;margin:.6rem 0;font-size:.95rem}
.facts dt{color:var(--muted);overflow-wrap:anywhere}
.facts dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
)";

// On paper three panels stand in a row, each some 60 mm wide: their text is set larger, so that it prints at about 6.5
// pt. Folded data stay folded, so there is nothing of them to print.
constexpr std::string_view kMedia = R"(@media (max-width:640px){
body{font-size:16px}
.page{padding:1.3rem 1rem 3rem}
h1{font-size:1.42rem}
.summary{grid-template-columns:minmax(0,1fr);gap:.1rem}
.summary dd{margin-bottom:.7rem}
.summary .answer{font-size:1.16rem}
.wide{display:none}
.narrow{display:block}
.facts{grid-template-columns:minmax(0,1fr);gap:0}
.facts dd{margin-bottom:.5rem}
th,td{padding:.34rem .55rem}
}
@media print{
@page{margin:16mm 15mm}
html{font-size:9.8pt}
body{font-size:1rem;line-height:1.42}
.page{max-width:none;padding:0}
h1{font-size:18pt}
h2{margin-top:1.8rem}
h2,h3,figcaption,caption,thead{break-after:avoid}
figure .key,figure .axes{break-after:avoid}
.wide{display:block;max-width:100%}
.narrow{display:none}
.grid-of-figures{grid-template-columns:repeat(3,1fr);gap:.6rem 1.2rem;padding-right:1rem}
.panel .figure-svg{font-size:14.2px}
.panel-title{font-size:.92rem}
figure{margin:1.3rem 0 1rem}
.data-fold:not([open]){display:none}
figure,.panel,.notices li,.numbers,tr{break-inside:avoid}
figure:has(details[open]),figure:has(.panel:nth-child(n+7)){break-inside:auto}
.contents{display:none}
.table,.data{overflow:visible;max-height:none;container-type:normal}
table{font-size:8pt}
th,td{padding:.2rem .45rem}
th.k,thead th.k,.data thead{position:static}
pre{white-space:pre-wrap;border:1px solid var(--rule);background:none}
.notices li{border:1px solid var(--rule);border-left:3px solid var(--bad);background:none}
.band,.swatch,.points path,.sign{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit}
}
)";

}  // namespace

std::string page_css() {
  std::string out = palette_css();
  for (const std::string_view part : {kType, figure_css(), kFigures, kTables, kMedia}) out += part;
  return out;
}

}  // namespace tansine
