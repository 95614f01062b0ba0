// Controls without a name, positive tabindex, ids that come twice or lead nowhere, skipped headings, bare tables, landmarks.
() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const label = (e) => (e.labels && e.labels.length ? e.labels[0].textContent.trim() : '');
  const name = (e) => e.getAttribute('aria-label') || e.textContent.trim() || label(e);
  for (const e of all('a, button, input, summary, [role=img], [role=region]')) {
    if (!name(e)) wrong.push(`no name: ${e.outerHTML.slice(0, 80)}`);
  }
  for (const e of all('select')) if (!label(e)) wrong.push(`no label: ${e.id}`);
  for (const e of all('[tabindex]')) if (e.tabIndex > 0) wrong.push(`tabindex: ${e.outerHTML.slice(0, 80)}`);
  const ids = all('[id]').map((e) => e.id);
  if (new Set(ids).size !== ids.length) wrong.push('ids come twice');
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'for']) {
    for (const e of all(`[${attribute}]`)) {
      for (const id of e.getAttribute(attribute).split(' ')) if (!ids.includes(id)) wrong.push(`no such id: ${id}`);
    }
  }
  let level = 0;
  for (const e of all('h1, h2, h3, h4').filter((x) => x.checkVisibility())) {
    const now = Number(e.tagName[1]);
    if (now > level + 1) wrong.push(`heading: ${e.textContent}`);
    level = now;
  }
  for (const table of all('table')) {
    if (!table.caption) wrong.push('table without a caption');
    if ([...table.querySelectorAll('th')].some((th) => !th.scope)) wrong.push('th without a scope');
  }
  for (const part of ['main', 'header', 'footer', 'nav[aria-label]', 'h1']) if (all(part).length !== 1) wrong.push(`not one ${part}`);
  return wrong;
}
