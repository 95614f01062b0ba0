// Puts the report together from the data.
const BANDS = Array.from({ length: 10 }, (_, n) => (n === 9 ? '90 to 100' : `${n * 10} to ${n * 10 + 9}`));
const TONES = ['bad', 'bad', 'bad', 'bad', 'poor', 'poor', 'fair', 'fair', 'good', 'good'];
const KINDS = { folder: 'Folder', host: 'Site', author: 'Author', template: 'Template' };

class Report {
  constructor(data) {
    Object.assign(this, data);
    this.view = new View(this, $('view'));
    this.tiles();
    this.pagesPart();
    this.chartsPart();
    this.groupsPart();
    this.phrasesPart();
    this.linksPart();
    this.claimsPart();
    this.readabilityPart();
    this.familiesPart();
    this.trendPart();
    this.errorsPart();
    $('jump').append(h('li', {}, h('a', { href: '#method' }, 'Method')));
    addEventListener('hashchange', () => this.route());
    this.route();
  }

  path(page) { return this.pages.path[page] || this.pages.prefix; }
  score(page) { return this.pages.score[page] < 0 ? null : this.pages.score[page] / 10; }
  count(page) { return CATEGORIES.reduce((sum, c) => sum + this.pages[c][page], 0); }
  order() { return this.table.rows; }
  link(page, words) { return page < 0 ? words || '' : h('a', { href: `#page-${page}` }, words || this.path(page)); }

  /** The page that the address asks for, or -1. */
  asked() {
    const page = Number(/^#page-(\d+)$/.exec(location.hash)?.[1] ?? -1);
    return page < this.pages.count ? page : -1;
  }

  route() {
    const page = this.asked();
    if (page >= 0) {
      if (!this.seen) this.place = scrollY;
      this.seen = true;
      this.from = page;
      $('report').hidden = true;
      $('view').hidden = false;
      this.view.show(page);
      return;
    }
    this.view.page = -1;
    if (!this.began && location.hash.length > 1 && $(location.hash.slice(1))) $(location.hash.slice(1)).scrollIntoView();
    this.began = true;
    this.view.hideTip();
    $('view').hidden = true;
    $('report').hidden = false;
    if (this.seen) {
      this.seen = false;
      const goal = location.hash.length > 1 && $(location.hash.slice(1));
      if (goal) goal.scrollIntoView();
      else scrollTo(0, this.place || 0);
      const at = this.table.rows.indexOf(this.from);
      if (!goal && at >= 0) this.table.focus(at);
    }
  }

  /** Back to the report, to the row one came from. */
  leave() {
    const page = this.asked();
    if (page >= 0) this.from = page; // the address may be ahead of its event
    history.pushState(null, '', location.pathname + location.search);
    this.route();
  }

  tiles() {
    const s = this.summary;
    const tile = (label, value, note, tone) => h('div', { class: tone || '' }, h('dt', {}, label), h('dd', {}, value, note && h('small', {}, note)));
    $('tiles').append(
      tile('Read as spun', number.format(s.spun), `${percent(s.spun, s.pages)} of pages`, s.spun ? 'bad' : 'good'),
      tile('With planted links', number.format(s.categories.links.grave), `${percent(s.categories.links.grave, s.pages)} of pages`, s.categories.links.grave ? 'bad' : 'good'),
      tile('With unsupported claims', number.format(s.categories.claims.pages), plural(s.categories.claims.findings, 'claim'), s.categories.claims.pages ? 'poor' : 'good'),
      tile('Typical score', s.median === null ? 'n/a' : s.median.toFixed(0), 'of 100, median', band(s.median)),
      tile('Reading grade', this.readability.median === null ? 'n/a' : this.readability.median.toFixed(1), this.readability.target === null ? '' : `target ${this.readability.target}`,
        this.readability.median === null ? '' : this.readability.median <= this.readability.target ? 'good' : this.readability.median <= this.readability.target + 4 ? 'fair' : 'poor'));
  }

  pagesPart() {
    const P = this.pages;
    const numbers = (id, label, width, wide = true) => ({ id, label, num: true, width, wide, value: (r) => P[id][r] });
    this.table = new Table({
      caption: 'Pages', count: P.count, unit: 'page', csv: 'pages', sort: ['score', 'asc'],
      columns: [
        { id: 'page', label: 'Page', value: (r) => P.title[r] || P.path[r], cell: (r) => this.pageCell(r), csv: (r) => P.prefix + P.path[r] },
        { id: 'score', label: 'Score', num: true, first: 'asc', width: '4.6rem', value: (r) => this.score(r), cell: (r) => scoreBadge(this.score(r)) },
        { id: 'verdict', label: 'Reads as', first: 'desc', width: '6rem', wide: true, value: (r) => (P.verdict[r] ? 'spun' : 'not spun'), cell: (r) => (P.verdict[r] ? h('span', { class: 'tag spun' }, 'spun') : 'not spun') },
        numbers('spun', 'Spun', '4.6rem'), numbers('links', 'Links', '4.6rem'), numbers('claims', 'Claims', '5rem'),
        { id: 'grade_level', label: 'Grade', num: true, width: '5rem', wide: true, value: (r) => (P.grade_level[r] < 0 ? null : P.grade_level[r] / 10), cell: (r) => (P.grade_level[r] < 0 ? '' : (P.grade_level[r] / 10).toFixed(1)) },
        numbers('words', 'Words', '5rem'),
      ],
    });
    part('pages', 'Pages', 'Worst first. Open a page to see what was found in its text.', this.filters(), this.table.root);
  }

  pageCell(r) {
    const P = this.pages;
    return h('span', { class: 'page' }, h('a', { href: `#page-${r}`, title: P.prefix + P.path[r] }, P.title[r] || P.path[r]),
      h('small', {}, h('span', { class: 'narrow' }, `${P.verdict[r] ? 'spun, ' : ''}${plural(this.count(r), 'finding')}${P.title[r] ? ' · ' : ''}`), P.title[r] ? P.path[r] : ''));
  }

  filters() {
    const P = this.pages;
    const select = (id, label, options) => {
      const element = h('select', { id, onchange: () => this.refilter() }, h('option', { value: '' }, 'Any'), options.map(([value, words]) => h('option', { value }, words)));
      return h('div', {}, h('label', { for: id }, label), element);
    };
    const named = (kind) => P.names[kind].map((name, n) => [String(n), name]).filter(([, name]) => name).slice(0, 2000);
    const kinds = ['folder', 'host', 'author', 'template'].filter((kind) => P.names[kind].length > 1 && named(kind).length);
    const form = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter pages', onsubmit: (event) => event.preventDefault(), onreset: () => setTimeout(() => this.refilter()) },
      h('div', { class: 'grow' }, h('label', { for: 'f-text' }, 'Title or address contains'),
        h('input', { id: 'f-text', type: 'search', autocomplete: 'off', spellcheck: 'false', oninput: () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.refilter(), 120); } })),
      select('f-verdict', 'Reads as', [['1', 'Spun'], ['0', 'Not spun']]),
      select('f-has', 'Has', [...CATEGORIES.map((c) => [c, CATEGORY[c]]), ['critical', 'A critical finding'], ['fail', 'A failing score']]),
      select('f-band', 'Score', [...BANDS.map((b, n) => [String(n), b]), ['none', 'Not scored']]),
      kinds.map((kind) => select(`f-${kind}`, KINDS[kind], named(kind))),
      h('div', {}, h('button', { type: 'reset' }, 'Clear')));
    this.form = form;
    return form;
  }

  refilter() {
    const P = this.pages;
    const get = (id) => ($(`f-${id}`) ? $(`f-${id}`).value : '');
    if (!this.haystack) this.haystack = P.path.map((path, r) => `${P.title[r]}\n${P.prefix}${path}\n${P.url[r]}`.toLowerCase());
    const words = get('text').toLowerCase().split(/\s+/).filter(Boolean);
    const [verdict, has, bandWanted] = [get('verdict'), get('has'), get('band')];
    const kinds = ['folder', 'host', 'author', 'template'].map((kind) => [P[kind], get(kind)]).filter(([, v]) => v !== '').map(([list, v]) => [list, Number(v)]);
    const column = P[has];
    const none = !words.length && verdict === '' && !has && bandWanted === '' && !kinds.length;
    this.table.filter(none ? null : (r) => {
      if (verdict !== '' && P.verdict[r] !== Number(verdict)) return false;
      if (has && !column[r]) return false;
      if (bandWanted === 'none' ? P.score[r] >= 0 : bandWanted !== '' && (P.score[r] < 0 || Math.min(9, Math.floor(P.score[r] / 100)) !== Number(bandWanted))) return false;
      return kinds.every(([list, v]) => list[r] === v) && words.every((w) => this.haystack[r].includes(w));
    });
  }

  /** Show the pages of one bar or row. */
  only(id, value) {
    this.form.reset();
    setTimeout(() => {
      $(`f-${id}`).value = String(value);
      this.refilter();
      $('pages').scrollIntoView();
      $(`f-${id}`).focus({ preventScroll: true });
    });
  }

  chartsPart() {
    const s = this.summary;
    const bars = s.bands.map((n, b) => ({ label: String(b * 10), n, tone: TONES[b], hint: `Score ${BANDS[b]}`, go: () => this.only('band', b) }));
    const charts = [columnChart('Pages by score (100 = nothing found)', bars, 'page')];
    const kind = this.groups.folder.name && this.groups.folder.name.length > 1 ? 'folder' : this.groups.host.name && this.groups.host.name.length > 1 ? 'host' : null;
    if (kind) charts.push(this.groupChart(kind));
    const R = this.rules;
    if (R.rule) {
      const rows = R.rule.map((_, n) => n).filter((n) => R.points[n] > 0).sort((a, b) => R.points[b] - R.points[a]).slice(0, 10);
      if (rows.length) {
        charts.push(barChart('What costs most points, over all pages', rows.map((n) => ({ label: `${R.rule[n]} ${R.name[n].replaceAll('-', ' ')}`, n: R.points[n], tone: `mark-${R.category[n]}`, note: `${number.format(Math.round(R.points[n]))} on ${plural(R.pages[n], 'page')}` }))));
      }
    }
    this.overview = h('div', { class: 'wrap charts' }, charts);
    $('parts').before(this.overview);
  }

  groupChart(kind) {
    const G = this.groups[kind];
    const bars = G.name.slice(0, 10).map((name, n) => {
      const b = G.bands[n];
      const sum = (from, to) => b.slice(from, to).reduce((x, y) => x + y, 0);
      return {
        label: this.shortName(kind, name), go: () => this.only(kind, this.pages.names[kind].indexOf(name)),
        parts: [{ n: sum(0, 4), tone: 'bad', name: 'under 40' }, { n: sum(4, 6), tone: 'poor', name: '40 to 59' }, { n: sum(6, 8), tone: 'fair', name: '60 to 79' }, { n: sum(8, 10), tone: 'good', name: '80 and more' }, { n: G.pages[n] - sum(0, 10), tone: 'none', name: 'not scored' }],
        note: G.median[n] === null ? 'n/a' : `median ${G.median[n].toFixed(0)}`,
      };
    });
    return stackChart(`Score by ${KINDS[kind].toLowerCase()}, the largest first`, bars, [['under 40', 'bad'], ['40 to 59', 'poor'], ['60 to 79', 'fair'], ['80 and more', 'good'], ['not scored', 'none']], 'page');
  }

  shortName(kind, name) {
    if (!name) return kind === 'folder' ? '(no folder)' : `(no ${KINDS[kind].toLowerCase()} known)`;
    return kind === 'folder' && this.pages.prefix && `${name}/`.startsWith(this.pages.prefix) ? name.slice(this.pages.prefix.length) || '(top folder)' : name;
  }

  groupsPart() {
    const kinds = Object.keys(KINDS).filter((k) => this.groups[k].name && (this.groups[k].name.length > 1 || (k === 'folder' && this.groups[k].name[0])));
    if (!kinds.length) return;
    const box = h('div', {});
    const show = (kind) => {
      const G = this.groups[kind];
      const n = (id, label, wide = true) => ({ id, label, num: true, wide, value: (r) => G[id][r], width: '5.4rem' });
      box.replaceChildren(new Table({
        caption: `Pages by ${KINDS[kind].toLowerCase()}`, count: G.name.length, unit: 'row', csv: `by-${kind}`, sort: ['pages', 'desc'],
        columns: [
          { id: 'name', label: KINDS[kind], value: (r) => this.shortName(kind, G.name[r]), cell: (r) => h('button', { type: 'button', class: 'link', onclick: () => this.only(kind, this.pages.names[kind].indexOf(G.name[r])) }, this.shortName(kind, G.name[r])) },
          n('pages', 'Pages', false),
          { id: 'median', label: 'Median', num: true, first: 'asc', width: '5.4rem', value: (r) => G.median[r], cell: (r) => scoreBadge(G.median[r]) },
          { id: 'worst', label: 'Worst', num: true, first: 'asc', wide: true, width: '5rem', value: (r) => G.worst[r], cell: (r) => (G.worst[r] === null ? scoreBadge(null) : this.link(G.worst_key[r], scoreBadge(G.worst[r]))) },
          n('failing', 'Failing'), n('reads_spun', 'Spun'), n('links_pages', 'Links'), n('claims_pages', 'Claims'),
        ],
      }).root);
      for (const b of buttons) b.setAttribute('aria-pressed', String(b.dataset.kind === kind));
    };
    const buttons = kinds.map((kind) => h('button', { type: 'button', 'data-kind': kind, onclick: () => show(kind) }, KINDS[kind]));
    part('groups', 'Folders, sites, authors', 'Pages rolled up; spun, links and claims count pages.', h('p', { class: 'switch', role: 'group', 'aria-label': 'Roll up by' }, buttons), box);
    show(kinds[0]);
  }

  simple(caption, data, columns, extra) {
    return new Table({ caption, count: (data[columns[0].id] || []).length, columns: columns.map((c) => ({ value: (r) => data[c.id][r], ...c })), ...extra }).root;
  }

  phrasesPart() {
    const D = this.phrases;
    if (!D.phrase) return;
    part('phrases', 'Spun phrases', 'The phrases that were found on most pages, and what probably stood there.', this.simple('Spun phrases', D, [
      { id: 'phrase', label: 'Found', cell: (r) => h('q', {}, D.phrase[r]) },
      { id: 'suggestion', label: 'Meant', cell: (r) => D.suggestion[r] || '' },
      { id: 'pages', label: 'Pages', num: true, width: '5rem' }, { id: 'findings', label: 'Times', num: true, wide: true, width: '5rem' },
      { id: 'example', label: 'Example', wide: true, csv: (r) => this.path(D.example[r]), value: (r) => this.path(D.example[r]), cell: (r) => this.link(D.example[r]) },
    ], { unit: 'phrase', csv: 'spun-phrases', sort: ['pages', 'desc'] }));
  }

  linksPart() {
    const [H, A] = [this.hosts, this.anchors];
    if (!H.host && !A.anchor) return;
    part('links', 'Link targets', 'Sites that flagged links lead to, and the words they hang on. “Planted” counts findings of high or critical severity.',
      H.host && this.simple('Sites that flagged links lead to', H, [
        { id: 'host', label: 'Site' }, { id: 'planted', label: 'Planted', num: true, width: '5.4rem' }, { id: 'pages', label: 'Pages', num: true, width: '5rem' },
        ...(H.anchors.some((words) => words.length) ? [{ id: 'anchors', label: 'On the words', wide: true, value: (r) => H.anchors[r].join(' · ') }] : []),
        { id: 'rules', label: 'Why', wide: true, value: (r) => H.rules[r].map((x) => x.replaceAll('-', ' ')).join(' · ') },
        { id: 'example', label: 'Example', wide: true, value: (r) => this.path(H.example[r]), cell: (r) => this.link(H.example[r]) },
      ], { unit: 'site', csv: 'link-sites', sort: ['planted', 'desc'] }),
      A.anchor && h('h3', {}, 'Words that planted links hang on'),
      A.anchor && this.simple('Words that planted links hang on', A, [
        { id: 'anchor', label: 'Words', cell: (r) => h('q', {}, A.anchor[r]) }, { id: 'pages', label: 'Pages', num: true, width: '5rem' },
        { id: 'links', label: 'Links', num: true, wide: true, width: '5rem' }, { id: 'hosts', label: 'To', wide: true, value: (r) => A.hosts[r].join(' · ') },
        { id: 'example', label: 'Example', wide: true, value: (r) => this.path(A.example[r]), cell: (r) => this.link(A.example[r]) },
      ], { unit: 'anchor', csv: 'link-words', sort: ['pages', 'desc'] }));
  }

  claimsPart() {
    const C = this.claims;
    if (!C.rule) return;
    const types = new Map();
    const conditions = new Map();
    C.rule.forEach((rule, n) => {
      types.set(C.name[n], (types.get(C.name[n]) || 0) + C.findings[n]);
      conditions.set(C.condition[n], (conditions.get(C.condition[n]) || 0) + C.findings[n]);
    });
    const top = (map, most) => [...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most).map(([name]) => name);
    const across = top(types, 9);
    const down = top(new Map([...conditions].filter(([c]) => c)), 15);
    const cell = (condition, type) => C.rule.reduce((sum, _, n) => sum + (C.condition[n] === condition && C.name[n] === type ? C.findings[n] : 0), 0);
    part('claims', 'Medical claims', 'Claims without support, by type and by the condition they are about.',
      down.length > 1 && matrix('Claims by condition and type', across.map((x) => x.replaceAll('-', ' ')), down.map((c) => ({ label: c, cells: across.map((type) => cell(c, type)), all: conditions.get(c) }))),
      h('h3', {}, 'All types and conditions'),
      this.simple('Claims by type and condition', C, [
        { id: 'rule', label: 'Type', value: (r) => `${C.rule[r]} ${C.name[r].replaceAll('-', ' ')}` }, { id: 'condition', label: 'Condition', value: (r) => C.condition[r] || '(none named)' },
        { id: 'findings', label: 'Claims', num: true, width: '5rem' }, { id: 'pages', label: 'Pages', num: true, wide: true, width: '5rem' }, { id: 'critical', label: 'Critical', num: true, wide: true, width: '5.4rem' },
        { id: 'example', label: 'Example', wide: true, value: (r) => this.path(C.example[r]), cell: (r) => this.link(C.example[r]) },
      ], { unit: 'row', csv: 'claims', sort: ['findings', 'desc'] }));
  }

  readabilityPart() {
    const R = this.readability;
    if (!R.pages) return;
    const labels = ['≤ 6', '6–8', '8–10', '10–12', '12–14', '14–16', '> 16'];
    const said = ['6 or less', '6 to 8', '8 to 10', '10 to 12', '12 to 14', '14 to 16', 'over 16'];
    const target = R.target === null ? 8 : R.target;
    const ends = [6, 8, 10, 12, 14, 16, Infinity];
    const words = { sources: 'names its sources', date: 'gives a date', author: 'names an author', harms: 'mentions harms', uncertainty: 'says what is uncertain', alternatives: 'names alternatives', referral: 'sends readers to a professional' };
    part('readability', 'Readability', `School grades after Flesch-Kincaid; the target is grade ${target}.`,
      h('div', { class: 'charts' },
        columnChart('Pages by reading grade', labels.map((label, n) => ({ label, n: R.classes[n], tone: ends[n] <= target ? 'good' : ends[n] <= target + 4 ? 'fair' : 'poor', hint: `Grade ${said[n]}` })), 'page'),
        R.criteria.length > 0 && barChart('How many pages state what a health page should', R.criteria.map((c) => ({ label: words[c.name] || c.name, n: (100 * c.met) / c.pages, tone: 'mark-plain', note: `${percent(c.met, c.pages)} (${number.format(c.met)} of ${number.format(c.pages)})` })).concat([]))),
      R.hard_words.word && h('h3', {}, 'Hard words'),
      R.hard_words.word && this.simple('Hard words', R.hard_words, [
        { id: 'word', label: 'Word' }, { id: 'suggestion', label: 'Plainer' }, { id: 'pages', label: 'Pages', num: true, width: '5rem' },
      ], { unit: 'word', csv: 'hard-words', sort: ['pages', 'desc'] }));
  }

  familiesPart() {
    const F = this.families;
    if (!F.length) return;
    const open = (page) => { location.hash = `#page-${page}`; };
    part('families', 'Respun copies', 'Each star is a family: its exemplar in the middle, the other pages the nearer the more alike. Thin lines join pages that are alike among themselves.',
      familyMap(F, this.edges, (page) => this.path(page), open),
      new Table({
        caption: 'Families of respun copies', count: F.length, unit: 'family', csv: 'families', sort: ['pages', 'desc'],
        columns: [
          { id: 'exemplar', label: 'Exemplar', value: (r) => this.path(F[r].exemplar), cell: (r) => this.link(F[r].exemplar) },
          { id: 'pages', label: 'Pages', num: true, width: '5rem', value: (r) => F[r].members.length },
          { id: 'least', label: 'Least alike', num: true, wide: true, width: '7rem', value: (r) => Math.min(...F[r].members.map((m) => m[1])), cell: (r) => Math.min(...F[r].members.map((m) => m[1])).toFixed(2) },
          { id: 'members', label: 'Others', wide: true, value: (r) => this.others(F[r]).map((page) => this.path(page)).join(' · '),
            cell: (r) => [this.others(F[r]).slice(0, 3).map((page, n) => [n ? ' · ' : '', this.link(page)]), F[r].members.length > 4 ? ` and ${number.format(F[r].members.length - 4)} more` : ''] },
        ],
      }).root);
  }

  others(family) { return family.members.map(([page]) => page).filter((page) => page !== family.exemplar); }

  trendPart() {
    const T = this.trend;
    const runs = this.runs.length > 1 ? this.runsTable() : null;
    if (T.points.length < 2) {
      if (runs) part('trend', 'Runs', 'The audit was made in several runs.', runs);
      return;
    }
    const line = (name, unit, key) => lineChart(name, unit, T.points.map((p) => ({ when: p.when, value: p[key] })));
    const [C, M] = [T.changes, T.changes.moved];
    const said = { worse: 'worse', better: 'better', new: 'added', gone: 'gone', unreadable: 'no longer readable', readable: 'readable again', unchanged: 'same score' };
    part('trend', 'Trend', null,
      h('div', { class: 'minis' }, line('Median score', '', 'median'), line('Pages that read as spun', ' %', 'spun'), line('Pages with planted links', ' %', 'links'), line('Pages with unsupported claims', ' %', 'claims')),
      h('dl', { class: 'tiles small' }, [['Better', C.pages.better], ['Worse', C.pages.worse], ['Added', C.pages.new], ['Gone', C.pages.gone], ['Findings fixed', C.findings.fixed], ['Findings new', C.findings.new]].map(([label, n]) => h('div', {}, h('dt', {}, label), h('dd', {}, number.format(n))))),
      C.unfair.length > 0 && h('div', { class: 'notice' }, h('p', {}, 'Part of the difference may not come from the pages:'), h('ul', {}, C.unfair.map((x) => h('li', {}, x)))),
      M.path ? this.simple('Pages that changed', M, [
        { id: 'path', label: 'Page', value: (r) => (M.page[r] < 0 ? M.path[r] : this.path(M.page[r])), cell: (r) => this.link(M.page[r], M.page[r] < 0 ? M.path[r] : null) }, { id: 'status', label: 'Became', width: '8rem', value: (r) => said[M.status[r]] || M.status[r] },
        { id: 'before', label: 'Before', num: true, wide: true, width: '5.4rem', cell: (r) => scoreBadge(M.before[r]) }, { id: 'after', label: 'Now', num: true, width: '4.6rem', cell: (r) => scoreBadge(M.after[r]) },
        { id: 'change', label: 'Change', num: true, wide: true, width: '5.4rem', first: 'asc', value: (r) => (M.before[r] === null || M.after[r] === null ? null : M.after[r] - M.before[r]), cell: (r) => (M.before[r] === null || M.after[r] === null ? '' : (M.after[r] - M.before[r]).toFixed(1)) },
        { id: 'new', label: 'New', num: true, wide: true, width: '4.6rem' }, { id: 'fixed', label: 'Fixed', num: true, wide: true, width: '5rem' },
      ], { unit: 'page', csv: 'changes', sort: ['change', 'asc'] }) : h('p', { class: 'note' }, 'No page changed.'),
      runs && h('h3', {}, 'Runs of this audit'), runs);
  }

  runsTable() {
    const R = this.runs;
    return new Table({ caption: 'Runs', count: R.length, unit: 'run', columns: [
      { id: 'run', label: 'Run', value: (r) => R[r].run }, { id: 'began', label: 'Began (UTC)', value: (r) => (R[r].began || '').slice(0, 16) },
      { id: 'ended', label: 'Ended (UTC)', value: (r) => (R[r].ended ? R[r].ended.slice(0, 16) : 'interrupted') }, { id: 'documents', label: 'Pages', num: true, value: (r) => R[r].documents },
    ] }).root;
  }

  errorsPart() {
    const E = this.errors;
    if (!E.pages.path) return;
    part('errors', 'Not read', `Pages that could not be read or checked: ${E.kinds.map((k) => `${number.format(k.pages)} ${k.kind}`).join(', ')}.`, this.simple('Pages that could not be read', E.pages, [
      { id: 'path', label: 'Page', value: (r) => E.pages.url[r] || E.pages.path[r] }, { id: 'kind', label: 'Kind', width: '7rem' }, { id: 'error', label: 'What happened', wide: true },
    ], { unit: 'page', csv: 'not-read' }));
  }
}

function appearance() {
  const modes = ['automatic', 'light', 'dark'];
  let at = 0;
  $('theme').addEventListener('click', () => {
    at = (at + 1) % modes.length;
    document.documentElement.dataset.theme = modes[at];
    $('theme').textContent = `Appearance: ${modes[at]}`;
  });
  $('print').addEventListener('click', () => print());
}

function failed(words) {
  $('wait').hidden = false;
  $('wait').textContent = words;
}

appearance();
if (typeof DecompressionStream === 'undefined') failed('The charts, tables and page views need a browser of 2023 or later.');
else unpack($('data').textContent).then((data) => { document.documentElement.dataset.ready = String(new Report(data).pages.count); }).catch((error) => {
  failed('The data of this file could not be read; it may be damaged. Make the report again.');
  console.error(error);
});
