// One page: its figures, its text with the findings marked, and the evidence for each on hover, focus or touch.
const tip = $('tip');

class View {
  constructor(report, root) {
    this.report = report;
    this.root = root;
    this.off = new Set(['readability']); // shown on demand: whole sentences would hide everything else
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !tip.hidden) this.hideTip();
      else if (event.key === 'Escape' && !root.hidden) this.report.leave();
    });
    document.addEventListener('mousemove', (event) => { this.pointer = [event.screenX, event.screenY]; }, { passive: true });
    addEventListener('scroll', () => {
      if (tip.hidden) return;
      if (this.tipped === document.activeElement) this.place();
      else this.hideTip();
    }, { passive: true });
    tip.addEventListener('mouseenter', () => clearTimeout(this.hiding));
    tip.addEventListener('mouseleave', () => this.hideSoon());
  }

  async show(page) {
    this.page = page;
    const P = this.report.pages;
    const block = $(`text-${page}`);
    this.data = block ? await unpack(block.textContent) : null;
    if (this.page !== page) return; // another one was asked for meanwhile
    const name = P.title[page] || this.report.path(page);
    const order = this.report.order();
    const at = order.indexOf(page);
    const step = (to, label) => h('a', { class: 'button', href: to === undefined ? null : `#page-${to}`, 'aria-disabled': to === undefined ? 'true' : null }, label);
    this.heading = h('h2', { tabindex: '-1' }, name);
    this.text = h('div', { class: 'text', lang: 'en' });
    this.list = h('ol', { class: 'findings' });
    this.root.replaceChildren(h('div', {},
      h('p', { class: 'crumbs' }, h('a', { class: 'button', href: '#pages', onclick: (event) => { event.preventDefault(); this.report.leave(); } }, '← All pages'),
        step(order[at - 1], 'Previous'), step(order[at + 1], 'Next')),
      this.heading, this.address(page), this.tiles(page), this.siblings(page), this.data ? this.legend() : null,
      this.data ? this.columns() : h('p', { class: 'notice' },
        this.report.count(page) ? 'The text of this page is not in this file, which carries the worst pages only. Make the report again with a larger --pages, or check the page itself.'
          : 'Nothing was found on this page.')));
    if (this.data) this.draw();
    this.root.firstChild.append(...[this.data && this.beside()].filter(Boolean));
    this.heading.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: 'instant' });
  }

  address(page) {
    const url = this.report.pages.url[page] || this.report.path(page);
    const web = /^https?:\/\//i.test(url);
    return h('p', { class: 'address' }, web ? h('a', { href: url, rel: 'noopener noreferrer nofollow', target: '_blank' }, url, h('span', { class: 'sr' }, ' (opens the live page in a new tab)'))
      : this.report.pages.prefix + this.report.pages.path[page]);
  }

  tiles(page) {
    const P = this.report.pages;
    const score = P.score[page] < 0 ? null : P.score[page] / 10;
    const tile = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, value));
    const author = P.names.author[P.author[page]];
    return h('dl', { class: 'tiles small' },
      tile('Score', h('span', {}, scoreBadge(score), ` ${P.names.grade[P.grade[page]].length === 1 ? 'grade ' : ''}${P.names.grade[P.grade[page]]}`)),
      tile('Reads as', `${P.verdict[page] ? 'spun' : 'not spun'} (probability ${(P.probability[page] / 1000).toFixed(2)})`),
      tile('Reading grade', P.grade_level[page] < 0 ? 'n/a' : (P.grade_level[page] / 10).toFixed(1)),
      tile('Words', number.format(P.words[page])), author && tile('Author', author));
  }

  siblings(page) {
    const family = this.report.families.find((f) => f.members.some(([member]) => member === page));
    if (!family) return null;
    const others = family.members.filter(([member]) => member !== page);
    return h('details', { class: 'siblings' }, h('summary', {}, `Respun copy: one family with ${plural(others.length, 'other page')}`),
      h('ul', {}, others.slice(0, 200).map(([member, similarity]) => h('li', {}, h('a', { href: `#page-${member}` }, this.report.path(member)),
        member === family.exemplar ? ' (exemplar)' : ` (similarity to the exemplar ${similarity.toFixed(2)})`))));
  }

  legend() {
    const present = CATEGORIES.filter((c) => this.data.findings.some((f) => f[4] === c));
    if (!present.length) return null;
    return h('fieldset', { class: 'marks' }, h('legend', {}, 'Marked in the text'), present.map((c) => {
      const n = this.data.findings.filter((f) => f[4] === c).length;
      const box = h('input', { type: 'checkbox', onchange: () => { box.checked ? this.off.delete(c) : this.off.add(c); this.draw(); } });
      box.checked = !this.off.has(c);
      return h('label', {}, box, h('mark', { class: c }, CATEGORY[c]), ` ${number.format(n)}`);
    }));
  }

  columns() {
    const d = this.data;
    const left = [
      d.left && `The text goes on for ${plural(d.left, 'more character')}.`,
      d.more && `${plural(d.more, 'more finding')}, the least severe, left out.`,
      d.other && `${plural(d.other, 'finding')} suppressed, accepted or on unchanged lines, not shown.`,
    ].filter(Boolean);
    return h('div', { class: 'columns-2' },
      h('section', { 'aria-label': 'Text of the page' },
        d.text ? h('p', { class: 'hint' }, 'Point at a mark, or tab into the text and use the left and right arrow keys, for the evidence.') : h('p', { class: 'notice' }, 'The audit holds no text of this page.'),
        this.text, left.map((line) => h('p', { class: 'note' }, line))),
      h('section', { class: 'aside', 'aria-labelledby': 'h-findings' }, h('h3', { id: 'h-findings' }, 'Findings'), this.list));
  }

  /** The page beside its most alike sibling, sentence by sentence. */
  beside() {
    const s = this.data.side;
    if (!s) return null;
    const marked = (text, changes, at) => {
      const out = [];
      let from = 0;
      for (const c of [...changes].sort((x, y) => x[at] - y[at])) {
        out.push(text.slice(from, c[at]), c[at + 1] > c[at] ? h('mark', { class: `change ${c[4].replace(' ', '-')}`, title: c[4] }, text.slice(c[at], c[at + 1])) : null);
        from = c[at + 1];
      }
      out.push(text.slice(from));
      return out;
    };
    const name = this.report.pages.title[s.page] || this.report.path(s.page);
    const why = s.reason ? ` (${s.reason})` : '';
    const first = s.source < 0 ? 'Nothing tells which page was there first' : `Likely there first: ${s.source === this.page ? 'this page' : `“${name}”`}${why}`;
    return h('section', { class: 'beside', 'aria-labelledby': 'h-beside' }, h('h3', { id: 'h-beside' }, 'Beside its sibling'),
      h('p', { class: 'note' }, `Similarity ${s.similarity.toFixed(2)}; ${percent(s.changed, 1)} of the words differ, ${plural(s.swapped, 'place')} as a spinner swaps them. ${first}.`),
      h('table', {}, h('caption', { class: 'sr' }, 'Aligned sentences, changed words marked'),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'This page'), h('th', { scope: 'col' }, h('a', { href: `#page-${s.page}` }, name)))),
        h('tbody', {}, s.sentences.map(([one, other, changes]) => h('tr', {}, h('td', {}, marked(one, changes, 0)), h('td', {}, marked(other, changes, 2)))))),
      s.left > 0 && h('p', { class: 'note' }, `${plural(s.left, 'more aligned sentence')} in the audit.`));
  }

  draw() {
    const { text, findings } = this.data;
    const shown = findings.map((f, n) => n).filter((n) => !this.off.has(findings[n][4]));
    this.hideTip();
    this.text.replaceChildren(...this.segments(text, findings, shown));
    this.marks = [...this.text.querySelectorAll('mark')];
    this.marks.forEach((mark, n) => { mark.tabIndex = n ? -1 : 0; });
    this.list.replaceChildren(...shown.map((n) => this.entry(n, Boolean(text))));
    if (!shown.length) this.list.replaceChildren(h('li', { class: 'note' }, 'None of the marked kinds.'));
  }

  /** The text cut where findings begin and end; a piece looks like the shortest finding over it and knows them all. */
  segments(text, findings, shown) {
    const real = shown.filter((n) => findings[n][1] > findings[n][0]);
    const cuts = [...new Set([0, text.length, ...real.flatMap((n) => [findings[n][0], findings[n][1]])])].sort((a, b) => a - b);
    const starts = [...real].sort((a, b) => findings[a][0] - findings[b][0]);
    const out = [];
    let active = [];
    let next = 0;
    for (let c = 0; c + 1 < cuts.length; c++) {
      const [from, to] = [cuts[c], cuts[c + 1]];
      active = active.filter((n) => findings[n][1] > from);
      while (next < starts.length && findings[starts[next]][0] <= from) active.push(starts[next++]);
      const piece = text.slice(from, to);
      if (!active.length) {
        out.push(piece);
        continue;
      }
      const over = [...active].sort((a, b) => (findings[a][1] - findings[a][0]) - (findings[b][1] - findings[b][0]) || a - b);
      const mark = h('mark', { class: `${findings[over[0]][4]} ${findings[over[0]][5]}`, 'data-findings': over.join(' ') }, piece);
      mark.addEventListener('mouseenter', (event) => {
        // not when the text moved under a pointer at rest
        if (!this.pointer || this.pointer[0] !== event.screenX || this.pointer[1] !== event.screenY) this.showTip(mark);
      });
      mark.addEventListener('mouseleave', () => this.hideSoon());
      mark.addEventListener('focus', () => this.showTip(mark));
      mark.addEventListener('blur', () => this.hideSoon());
      mark.addEventListener('click', () => { this.roam(mark); this.showTip(mark); });
      mark.addEventListener('keydown', (event) => this.key(event, mark));
      out.push(mark);
    }
    return out;
  }

  entry(n, jumps) {
    const f = this.data.findings[n];
    const quote = f[7].length > 160 ? `${f[7].slice(0, 159)}…` : f[7];
    return h('li', { 'data-finding': n },
      h('p', { class: 'what' }, h('span', { class: `tag ${f[4]}` }, f[2]), ' ', h('span', { class: 'severity' }, `${f[5]}, ${f[3]}`), f[12] ? h('span', { class: 'line' }, ` line ${number.format(f[12])}`) : null),
      jumps ? h('button', { type: 'button', class: 'quote', onclick: () => this.jump(n) }, quote || '(here)') : h('p', { class: 'quote' }, quote),
      this.better(f), h('details', {}, h('summary', {}, 'Why'), this.reasons(f)));
  }

  better(f) {
    if (!f[9].length) return null;
    return h('p', { class: 'better' }, f[4] === 'spun' ? 'Should have been: ' : 'Instead: ',
      f[9].slice(0, 3).map((s, n) => [n ? ' or ' : '', s === '' ? h('em', {}, 'remove it') : h('strong', {}, s)]));
  }

  reasons(f) {
    return [h('p', {}, f[8]), f[10].length ? h('ul', {}, f[10].map(([kind, detail]) => h('li', {}, h('b', {}, `${kind}: `), detail))) : null,
      h('p', { class: 'note' }, `Confidence ${f[6].toFixed(2)}${f[11] ? `; cost ${f[11].toFixed(1)} points` : ''}${f[13] ? `; ${f[13]}` : ''}`)];
  }

  jump(n) {
    const mark = this.marks.find((m) => m.dataset.findings.split(' ').includes(String(n)));
    if (!mark) return;
    this.roam(mark);
    mark.scrollIntoView({ block: 'center' });
    mark.focus({ preventScroll: true });
  }

  /** One mark at a time can be tabbed to; the arrow keys move on from it. */
  roam(mark) {
    this.marks.forEach((m) => { m.tabIndex = m === mark ? 0 : -1; });
  }

  key(event, mark) {
    const at = this.marks.indexOf(mark);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: this.marks.length - 1 }[event.key];
    if (to === undefined || !this.marks[to]) return;
    event.preventDefault();
    this.roam(this.marks[to]);
    this.marks[to].scrollIntoView({ block: 'nearest' });
    this.marks[to].focus();
  }

  showTip(mark) {
    clearTimeout(this.hiding);
    if (this.tipped === mark) return;
    this.hideTip();
    this.tipped = mark;
    mark.setAttribute('aria-describedby', 'tip');
    mark.classList.add('on');
    tip.replaceChildren(...mark.dataset.findings.split(' ').map((n) => {
      const f = this.data.findings[n];
      return h('section', {}, h('p', { class: 'what' }, h('span', { class: `tag ${f[4]}` }, f[2]), ' ', h('span', { class: 'severity' }, `${f[5]}, ${f[3]}`)), this.better(f), this.reasons(f));
    }));
    tip.hidden = false;
    this.place();
  }

  /** Under the mark, or over it where there is no room; at the foot of a narrow screen. */
  place() {
    const mark = this.tipped;
    const box = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    if (matchMedia('(max-width: 640px)').matches) {
      tip.style.left = tip.style.top = '';
      return;
    }
    const below = box.bottom + own.height + 12 < innerHeight || box.top < own.height + 12;
    tip.style.left = `${Math.max(12, Math.min(box.left, innerWidth - own.width - 12))}px`;
    tip.style.top = `${below ? Math.min(box.bottom + 6, innerHeight - own.height - 12) : box.top - own.height - 6}px`;
  }

  hideSoon() {
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => {
      if (this.tipped !== document.activeElement) this.hideTip();
    }, 200);
  }

  hideTip() {
    clearTimeout(this.hiding);
    if (this.tipped) {
      this.tipped.removeAttribute('aria-describedby');
      this.tipped.classList.remove('on');
    }
    this.tipped = null;
    tip.hidden = true;
  }
}
