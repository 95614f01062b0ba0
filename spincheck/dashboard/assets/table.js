// A table over columns of data: sorts and filters numbers of rows, and draws only the rows that can be seen.
const LONG = 60; // up to this many rows are simply all there
const PRINTED = 40; // rows of a long table that go on paper

class Table {
  /**
   * columns: [{id, label, value(row) -> number or string, cell(row) -> node or string, num, width, wide, first}]
   * `wide` columns are left out on narrow screens; `first` says which way the first click sorts: 'asc' or 'desc'.
   */
  constructor({ caption, columns, count, sort, unit = 'row', csv }) {
    Object.assign(this, { caption, columns, count, unit, csv });
    this.sort = sort || [columns[0].id, 'asc'];
    this.keep = null;
    this.cache = new Map();
    this.drawn = new Map();
    this.long = count > LONG;
    this.head = h('tr', {}, columns.map((c) => this.heading(c)));
    this.body = h('tbody', {});
    this.table = h('table', { 'aria-rowcount': this.long ? count + 1 : null, class: this.long ? 'long' : null },
      h('caption', { class: 'sr' }, caption),
      h('colgroup', {}, columns.map((c) => h('col', { class: c.wide ? 'wide' : null, style: c.width ? { width: c.width } : {} }))),
      h('thead', {}, this.head), this.body);
    this.scroller = h('div', { class: 'scroller', role: 'region', 'aria-label': `${caption}, scrollable`, tabindex: '0',
      onscroll: () => this.schedule(), onkeydown: (event) => this.key(event) }, this.table);
    this.status = h('p', { class: 'status', role: 'status' });
    this.root = h('div', { class: 'tablebox' }, this.scroller,
      h('div', { class: 'under' }, this.status, csv && h('button', { type: 'button', onclick: () => this.save() }, 'Save as CSV')));
    if (this.long) {
      new ResizeObserver(() => this.resized()).observe(this.scroller);
      const paper = matchMedia('print');
      const turn = (printing) => { this.printing = printing; this.redraw(); };
      paper.addEventListener('change', () => turn(paper.matches));
      addEventListener('beforeprint', () => turn(true));
      addEventListener('afterprint', () => turn(false));
    }
    this.update();
  }

  heading(column) {
    const button = h('button', { type: 'button', onclick: () => this.sortBy(column) }, column.label, h('span', { class: 'arrow', 'aria-hidden': 'true' }));
    return h('th', { scope: 'col', class: this.classes(column), 'data-id': column.id }, button);
  }

  classes(column) {
    return [column.num && 'num', column.wide && 'wide'].filter(Boolean).join(' ') || null;
  }

  sortBy(column) {
    const first = column.first || (column.num ? 'desc' : 'asc');
    this.sort = this.sort[0] === column.id ? [column.id, this.sort[1] === 'asc' ? 'desc' : 'asc'] : [column.id, first];
    this.update();
  }

  /** Show only rows for which keep(row) holds; null for all. */
  filter(keep) {
    this.keep = keep;
    this.update();
  }

  values(column) {
    if (!this.cache.has(column.id)) {
      const values = Array.from({ length: this.count }, (_, row) => column.value(row));
      this.cache.set(column.id, column.num ? values : values.map((v) => String(v).toLowerCase()));
    }
    return this.cache.get(column.id);
  }

  update() {
    const column = this.columns.find((c) => c.id === this.sort[0]);
    const values = this.values(column);
    const sign = this.sort[1] === 'asc' ? 1 : -1;
    const rows = [];
    for (let row = 0; row < this.count; row++) if (!this.keep || this.keep(row)) rows.push(row);
    // what has no value (null) comes last either way
    rows.sort((a, b) => {
      const x = values[a];
      const y = values[b];
      if (x === y) return a - b;
      if (x === null) return 1;
      if (y === null) return -1;
      return x < y ? -sign : sign;
    });
    this.rows = rows;
    for (const th of this.head.children) {
      if (th.dataset.id === column.id) th.setAttribute('aria-sort', this.sort[1] === 'asc' ? 'ascending' : 'descending');
      else th.removeAttribute('aria-sort');
    }
    if (this.long) this.table.setAttribute('aria-rowcount', rows.length + 1);
    this.status.textContent = rows.length === this.count ? plural(rows.length, this.unit)
      : `${number.format(rows.length)} of ${plural(this.count, this.unit)}`;
    this.scroller.scrollTop = 0;
    this.redraw();
  }

  row(at) {
    const row = this.rows[at];
    return h('tr', this.long ? { 'aria-rowindex': at + 2 } : {}, this.columns.map((c, n) => {
      const cell = c.cell ? c.cell(row) : c.value(row);
      const shown = c.num && typeof cell === 'number' ? number.format(cell) : cell;
      return n ? h('td', { class: this.classes(c) }, shown) : h('th', { scope: 'row', class: this.classes(c) }, shown);
    }));
  }

  remark(words) {
    // over the columns that are shown: one more would squeeze them all
    const shown = [...this.head.children].filter((th) => getComputedStyle(th).display !== 'none').length;
    return h('tr', {}, h('td', { colspan: shown, class: 'empty' }, words));
  }

  schedule() {
    if (!this.long || this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }

  resized() {
    if (!this.scroller.clientWidth) return; // hidden behind a page view
    const one = this.drawn.values().next().value;
    if (one && Math.abs(one.getBoundingClientRect().height - this.height) < 0.5) this.draw();
    else this.redraw();
  }

  /** Draw anew: the order or the height of rows has changed. */
  redraw() {
    const top = this.scroller.scrollTop;
    this.drawn.clear();
    this.body.replaceChildren();
    if (!this.rows.length) {
      this.body.append(this.remark('Nothing fits this filter.'));
      return;
    }
    if (!this.long || this.printing) {
      const last = this.printing && this.long ? Math.min(PRINTED, this.rows.length) : this.rows.length;
      for (let at = 0; at < last; at++) this.body.append(this.row(at));
      if (last < this.rows.length) {
        this.body.append(this.remark(`${plural(this.rows.length - last, 'more row')} in the file that this was printed from.`));
      }
      return;
    }
    this.above = h('tr', { class: 'gap', 'aria-hidden': 'true' }, h('td', {}));
    this.below = this.above.cloneNode(true);
    this.body.append(this.above, this.row(0), this.below);
    this.height = this.body.children[1].getBoundingClientRect().height || 40;
    this.body.children[1].remove();
    // as high as all rows, so that draw() finds the height that the table will have
    this.below.firstChild.style.height = `${this.rows.length * this.height}px`;
    this.scroller.scrollTop = top;
    this.draw();
  }

  draw() {
    if (!this.long || this.printing || !this.rows.length) return;
    const room = Math.min(this.scroller.clientHeight || 600, 4000);
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.height) - 8);
    const last = Math.min(this.rows.length, Math.ceil((this.scroller.scrollTop + room) / this.height) + 8);
    const going = [...this.drawn].filter(([at]) => at < first || at >= last);
    // A focused row that goes out of sight hands the focus on instead of losing it. Before anything changes: focusing lays
    // the page out, and were the table shorter for that moment, the browser would scroll back.
    if (going.some(([, tr]) => tr.contains(document.activeElement))) this.scroller.focus({ preventScroll: true });
    this.above.firstChild.style.height = `${first * this.height}px`;
    this.below.firstChild.style.height = `${(this.rows.length - last) * this.height}px`;
    for (const [at, tr] of going) {
      tr.remove();
      this.drawn.delete(at);
    }
    let next = this.above.nextSibling;
    for (let at = first; at < last; at++) {
      const there = this.drawn.get(at);
      if (there) {
        next = there.nextSibling;
        continue;
      }
      const tr = this.row(at);
      this.body.insertBefore(tr, next);
      this.drawn.set(at, tr);
    }
  }

  /** Arrow keys, Home and End go from row to row wherever a row has a link or button. */
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || event.target.closest('thead')) return;
    const tr = event.target.closest('tbody tr');
    const now = tr ? (this.long ? Number(tr.getAttribute('aria-rowindex')) - 2 : [...this.body.children].indexOf(tr)) : -1;
    const at = Math.max(0, Math.min(this.rows.length - 1, now + step));
    if (this.focus(at)) event.preventDefault();
  }

  focus(at) {
    if (this.long) {
      const top = at * this.height;
      const head = this.head.getBoundingClientRect().height;
      const room = this.scroller.clientHeight - head - this.height;
      if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
      else if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
      this.draw();
    }
    const tr = this.long ? this.drawn.get(at) : this.body.children[at];
    const goal = tr && tr.querySelector('a, button');
    if (goal) goal.focus({ preventScroll: this.long });
    return Boolean(goal);
  }

  save() {
    const columns = this.columns.filter((c) => c.csv !== false);
    saveCsv(`${this.csv}.csv`, columns.map((c) => c.label), this.rows.map((row) => columns.map((c) => (c.csv ? c.csv(row) : c.value(row)))));
  }
}
