// Small things that everything else uses. Text from pages only ever becomes a text node or an attribute value.
const SVG = 'http://www.w3.org/2000/svg';
const CATEGORIES = ['spun', 'links', 'claims', 'readability', 'grammar'];
const CATEGORY = {
  spun: 'Spun phrases', links: 'Links', claims: 'Claims', readability: 'Readability', grammar: 'Grammar',
};
const number = new Intl.NumberFormat('en');
const $ = (id) => document.getElementById(id);

/** An element: h('a', {href: '#x', class: 'y', onclick: f}, 'text', child). Null and false children are left out. */
function h(tag, attributes, ...children) {
  const svg = tag.startsWith('svg:');
  const element = svg ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** What packed() in Python made: base64 of compressed JSON. */
async function unpack(text) {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let n = 0; n < raw.length; n++) bytes[n] = raw.charCodeAt(n);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

function plural(n, noun) {
  const many = noun.endsWith('y') ? noun.slice(0, -1) + 'ies' : noun + 's';
  return `${number.format(n)} ${n === 1 ? noun : many}`;
}

function percent(part, whole) {
  if (!whole) return '0 %';
  const p = (100 * part) / whole;
  if (p > 0 && p < 1) return 'under 1 %';
  if (p > 99 && p < 100) return 'over 99 %';
  return `${Math.round(p)} %`;
}

/** How a score reads: its class for colour, always beside the number itself. */
function band(score) {
  if (score === null || score < 0) return 'none';
  return score >= 80 ? 'good' : score >= 60 ? 'fair' : score >= 40 ? 'poor' : 'bad';
}

function scoreBadge(score) {
  const none = score === null || score === undefined || score < 0;
  return h('span', { class: `score ${band(none ? -1 : score)}` }, none ? 'n/a' : score.toFixed(0));
}

/** Saves text as a file. Cells that a spreadsheet would run as a formula are made harmless. */
function saveCsv(name, header, rows) {
  const cell = (value) => {
    let text = String(value ?? '');
    if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [header, ...rows].map((row) => row.map(cell).join(','));
  const link = h('a', { href: URL.createObjectURL(new Blob(['\ufeff', lines.join('\r\n')], { type: 'text/csv' })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A part of the report: a headed section that the bar of links also names. */
function part(id, heading, note, ...children) {
  $('jump').append(h('li', {}, h('a', { href: `#${id}` }, heading)));
  const section = h('section', { id, 'aria-labelledby': `h-${id}` },
    h('h2', { id: `h-${id}` }, heading), note && h('p', { class: 'note' }, note), ...children);
  $('parts').append(section);
  return section;
}
