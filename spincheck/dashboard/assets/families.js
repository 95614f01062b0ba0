// The family map: every family a star around its exemplar; the nearer a page, the more alike it is.
const SHOWN = 24;

function familyMap(families, edges, pathOf, open) {
  const near = new Map();
  for (const [a, b, similarity] of edges) {
    if (!near.has(a)) near.set(a, []);
    near.get(a).push([b, similarity]);
  }
  const list = h('ol', { class: 'stars' });
  const draw = (from, to) => list.append(...families.slice(from, to).map((f) => h('li', {}, star(f, near, pathOf, open))));
  draw(0, SHOWN);
  const more = families.length > SHOWN && h('p', {}, h('button', { type: 'button', onclick: (event) => {
    draw(SHOWN, families.length);
    event.target.parentNode.remove();
  } }, `Show all ${number.format(families.length)} families`));
  return h('div', {}, list, more);
}

function star(family, near, pathOf, open) {
  const size = 150;
  const middle = size / 2;
  const others = family.members.filter(([page]) => page !== family.exemplar);
  const at = new Map([[family.exemplar, [middle, middle]]]);
  const least = Math.min(0.999, ...others.map(([, s]) => s));
  others.forEach(([page, similarity], n) => {
    const angle = (2 * Math.PI * n) / others.length - Math.PI / 2;
    const radius = 22 + 44 * ((1 - similarity) / Math.max(0.001, 1 - least));
    at.set(page, [middle + radius * Math.cos(angle), middle + radius * Math.sin(angle)]);
  });
  const line = (a, b, name) => {
    const [x1, y1] = at.get(a);
    const [x2, y2] = at.get(b);
    return h('svg:line', { x1, y1, x2, y2, class: name });
  };
  const dots = Math.min(others.length, 400);
  const between = dots <= 60 ? others.flatMap(([page]) => (near.get(page) || []).filter(([to]) => to !== family.exemplar && at.has(to)).map(([to]) => line(page, to, 'side'))) : [];
  const label = `Family of ${plural(family.members.length, 'page')} around ${pathOf(family.exemplar)}, similarity ${least.toFixed(2)} and more`;
  return h('figure', {},
    h('svg:svg', { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label },
      between, others.slice(0, dots).map(([page]) => line(family.exemplar, page, 'ray')),
      others.slice(0, dots).map(([page]) => h('svg:circle', { cx: at.get(page)[0], cy: at.get(page)[1], r: dots > 40 ? 2.5 : 4.5, class: 'dot' })),
      h('svg:circle', { cx: middle, cy: middle, r: 7, class: 'exemplar' })),
    h('figcaption', {}, h('button', { type: 'button', class: 'link', onclick: () => open(family.exemplar) }, pathOf(family.exemplar)),
      h('span', {}, `${plural(family.members.length, 'page')}, similarity from ${least.toFixed(2)}`)));
}
