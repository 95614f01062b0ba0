// Charts. Bars are buttons where they lead somewhere, so that they work by keyboard and speak; lines have their table.

/** Columns: bars = [{label, n, tone, hint, go}]. */
function columnChart(caption, bars, unit) {
  const most = Math.max(1, ...bars.map((b) => b.n));
  return h('figure', { class: 'chart' }, h('figcaption', {}, caption),
    h('ol', { class: 'columns', style: { '--n': bars.length } }, bars.map((b) => {
      const said = `${b.hint || b.label}: ${plural(b.n, unit)}`;
      const inside = [
        h('span', { class: 'n', 'aria-hidden': 'true' }, b.n ? number.format(b.n) : ''),
        h('span', { class: `bar ${b.tone || ''}`, 'aria-hidden': 'true', style: { height: b.n ? `${Math.max(1.5, (100 * b.n) / most)}%` : '0' } }),
      ];
      return h('li', {}, b.go && b.n
        ? h('button', { type: 'button', class: 'column', 'aria-label': `${said}. Show them`, title: said, onclick: b.go }, inside)
        : h('div', { class: 'column', role: 'img', 'aria-label': said }, inside),
      h('span', { class: 'label', 'aria-hidden': 'true' }, b.label));
    })));
}

/** Lines of stacked parts: bars = [{label, parts: [{n, tone, name}], note, go}]; lengths are shares of each line. */
function stackChart(caption, bars, legend, unit) {
  return h('figure', { class: 'chart' }, h('figcaption', {}, caption),
    h('p', { class: 'legend', 'aria-hidden': 'true' }, legend.map(([name, tone]) => h('span', {}, h('i', { class: tone }), name))),
    h('ol', { class: 'stacks' }, bars.map((b) => {
      const all = b.parts.reduce((sum, p) => sum + p.n, 0);
      const said = `${plural(all, unit)}, of them ${b.parts.filter((p) => p.n).map((p) => `${number.format(p.n)} ${p.name}`).join(', ')}`;
      // the name begins with the words that are seen, for people who speak to their browser
      return h('li', {}, h('button', { type: 'button', title: said, onclick: b.go },
        h('span', { class: 'label' }, b.label), ' ',
        h('span', { class: 'stack', 'aria-hidden': 'true' }, b.parts.filter((p) => p.n).map((p) => h('span', { class: p.tone, style: { width: `${(100 * p.n) / all}%` } }))),
        h('span', { class: 'n' }, b.note), ' ', h('span', { class: 'sr' }, `${said}. Show them`)));
    })));
}

/** Lines of one measure: bars = [{label, n, tone, note}]. */
function barChart(caption, bars) {
  const most = Math.max(1e-9, ...bars.map((b) => b.n));
  return h('figure', { class: 'chart' }, h('figcaption', {}, caption),
    h('ol', { class: 'stacks' }, bars.map((b) => h('li', {}, h('div', { class: 'line' },
      h('span', { class: 'label' }, b.label),
      h('span', { class: 'stack plain', 'aria-hidden': 'true' }, h('span', { class: b.tone, style: { width: `${(100 * b.n) / most}%` } })),
      h('span', { class: 'n' }, b.note))))));
}

/** One measure over several audits, from 0 to 100. points = [{when, value}]. */
function lineChart(name, unit, points) {
  const [width, height, left, top, bottom] = [340, 150, 34, 16, 26];
  const x = (n) => left + 30 + (points.length < 2 ? 0.5 : n / (points.length - 1)) * (width - left - 60);
  const y = (v) => top + (1 - v / 100) * (height - top - bottom);
  const text = (px, py, anchor, words, extra) => h('svg:text', { x: px, y: py, 'text-anchor': anchor, ...extra }, words);
  const known = points.map((p, n) => [n, p]).filter(([, p]) => p.value !== null);
  const said = known.map(([, p]) => `${p.when.slice(0, 10)}: ${p.value.toFixed(0)}${unit}`).join(', ');
  return h('figure', { class: 'chart mini' }, h('figcaption', {}, name),
    h('svg:svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${name}. ${said}` },
      [0, 50, 100].map((v) => [h('svg:line', { x1: left, x2: width - 8, y1: y(v), y2: y(v), class: 'grid' }), text(left - 6, y(v) + 4, 'end', String(v))]),
      h('svg:polyline', { points: known.map(([n, p]) => `${x(n)},${y(p.value)}`).join(' '), class: 'path' }),
      known.map(([n, p]) => [
        h('svg:circle', { cx: x(n), cy: y(p.value), r: 4, class: 'dot' }),
        text(x(n), y(p.value) + (p.value > 85 ? 18 : -9), 'middle', `${p.value.toFixed(0)}${unit}`, { class: 'value' }),
      ]),
      points.map((p, n) => (n === 0 || n === points.length - 1
        ? text(x(n), height - 6, n === 0 ? 'start' : 'end', p.when.slice(0, 10), { dx: n === 0 ? -26 : 26 }) : null))));
}

/** Conditions by type of claim, as a table whose cells are tinted by their number. */
function matrix(caption, columns, rows) {
  const most = Math.max(1, ...rows.flatMap((r) => r.cells));
  return h('div', { class: 'scroller matrix', role: 'region', 'aria-label': `${caption}, scrollable`, tabindex: '0' },
    h('table', {}, h('caption', { class: 'sr' }, caption),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Condition'), columns.map((c) => h('th', { scope: 'col', class: 'num' }, c)), h('th', { scope: 'col', class: 'num' }, 'All'))),
      h('tbody', {}, rows.map((r) => h('tr', {}, h('th', { scope: 'row' }, r.label),
        r.cells.map((n) => h('td', { class: 'num heat', style: { '--heat': n ? `${Math.round(8 + (62 * n) / most)}%` : '0%' } }, n ? number.format(n) : '')),
        h('td', { class: 'num' }, number.format(r.all)))))));
}
