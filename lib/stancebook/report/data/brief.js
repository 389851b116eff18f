"use strict";
// Filters, sorts, searches and saves the rows of the page. Without it the page is whole: every part unfolds by itself.
(() => {
  const all = (query, at = document) => [...at.querySelectorAll(query)];
  const make = (tag, about) => Object.assign(document.createElement(tag), about);
  const $ = (id) => document.getElementById(id);
  const field = Object.fromEntries(["text", "who", "source", "story", "from", "to"].map((n) => [n, $(`f-${n}`)]));
  const articles = new Map(all("#articles tr[data-art]").map((row) => [row.dataset.art, row.dataset]));
  const stories = all(".story");
  const words = new WeakMap();
  const numbers = (list) => (list ? list.split(" ") : []);
  const has = (node, query) => {
    if (!words.has(node)) words.set(node, node.textContent.toLowerCase());
    return words.get(node).includes(query);
  };
  const groups = all(".group").filter((g) => !g.closest(".story") && g.querySelector("tbody")).map((node) => ({
    node, rows: all("tbody tr", node), bodies: all("tbody", node), first: Number(node.dataset.first),
  }));

  // Puts the rows in order, those shown first, and as many as there is room for above the fold.
  const lay = (group) => {
    const order = group.order ?? group.rows;
    const rows = [...order.filter((row) => !row.hidden), ...order.filter((row) => row.hidden)];
    const above = group.bodies.length > 1 ? group.first : rows.length;
    group.bodies[0].append(...rows.slice(0, above));
    if (group.bodies.length > 1) group.bodies[1].append(...rows.slice(above));
  };

  const wanted = () => {
    const f = Object.fromEntries(Object.entries(field).map(([n, node]) => [n, node.value]));
    if (!(f.source || f.story || f.from || f.to)) return null;
    const fits = (a) => (!f.source || a.source === f.source) && (!f.story || a.story === f.story)
      && (!(f.from || f.to) || (a.day && (!f.from || a.day >= f.from) && (!f.to || a.day <= f.to)));
    return new Set([...articles].filter(([, a]) => fits(a)).map(([number]) => number));
  };

  const wide = "main > section:not(:has(.group, .story)), .figures, main > section > details:has(> figure), h3.more";
  const anything = (part) => all(".group, .story, details.article", part).some((node) => !node.closest("[hidden]"));
  const parts = all("main > section").filter((part) => part.querySelector(".group, .story"));
  const unfold = (fold, active) => {
    fold.dataset.was ??= fold.open;
    fold.open = active ? fold.querySelector("tbody tr:not([hidden])") !== null : fold.dataset.was === "true";
    if (!active) delete fold.dataset.was;
  };

  const filter = () => {
    const query = field.text.value.trim().toLowerCase(), who = field.who.value, read = wanted();
    const active = Boolean(query || who || read);
    const told = (node) => (!query || has(node, query))
      && (!read || numbers(node.dataset.art).some((n) => read.has(n)));
    let shown = 0, total = 0;
    for (const group of groups) {
      const by = who && group.node.id !== "articles"; // an article is nobody's row
      for (const row of group.rows) row.hidden = !(told(row) && (!by || numbers(row.dataset.who).includes(who)));
      const left = group.rows.filter((row) => !row.hidden).length;
      group.node.hidden = active && !left;
      group.count.textContent = active ? `${left} of ${group.rows.length} rows` : "";
      lay(group);
      const fold = group.node.querySelector(".fold");
      if (fold) unfold(fold, active);
      shown += left;
      total += group.rows.length;
    }
    for (const story of stories) {
      story.hidden = !(told(story) && (!who || all("tr", story).some((row) => numbers(row.dataset.who).includes(who))));
    }
    for (const node of all("details.article")) {
      node.hidden = !((!query || has(node, query)) && (!read || read.has(node.id.slice(1))));
    }
    // What covers all articles, or has nothing left, would be read as an answer to the filter.
    for (const node of all(wide)) node.hidden = active;
    for (const part of parts) {
      part.hidden = false;
      part.hidden = active && !anything(part);
    }
    $("f-count").textContent = active ? `${shown} of ${total} rows shown` : "";
    $("f-does").hidden = !active;
  };

  const value = (cell) => (cell.dataset.v ?? cell.textContent).trim();
  const compare = (a, b) => {
    const [x, y] = [a, b].map((v) => Number(v.replace("−", "-").replaceAll(",", "")));
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y;
  };
  const sort = (group, column) => {
    const heads = all("thead tr", group.node).map((tr) => tr.children[column]);
    const way = heads[0].ariaSort === "ascending" ? -1 : 1;
    for (const th of all("th", group.node)) th.removeAttribute("aria-sort");
    for (const th of heads) th.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    const keyed = group.rows.map((row) => [value(row.children[column]), row]);
    const empty = (v) => v === "" || v === "–";
    keyed.sort(([a], [b]) => empty(a) - empty(b) || way * compare(a, b));
    group.order = keyed.map(([, row]) => row);
    lay(group);
  };

  // A cell of the file: numbers as such, and no text that a spreadsheet would take for a formula.
  const quoted = (text) => {
    const plain = text.replace(/\s+/g, " ").trim().replace(/^−(?=[\d.]+$)/, "-");
    const safe = /^[=+\-@]/.test(plain) && Number.isNaN(Number(plain)) ? `'${plain}` : plain;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const texts = (cell) => {
    const passage = cell.querySelector("blockquote");
    if (passage) return ["strong", "cite", "time"].map((part) => passage.querySelector(part)?.textContent ?? "");
    if (cell.classList.contains("cite")) return ["", "", ""];
    const under = cell.querySelector("small")?.textContent;
    const text = cell.firstChild?.textContent ?? "";
    return [under ? `${text} (${under})` : text];
  };
  const save = (group) => {
    const heads = all("thead tr", group.node)[0];
    const cited = group.node.querySelector("td.cite") ? ["Source", "Published"] : [];
    const rows = [[...[...heads.children].map((th) => th.textContent), ...cited],
      ...all("tbody tr:not([hidden])", group.node).map((row) => [...row.children].flatMap(texts))];
    const csv = rows.map((row) => row.map(quoted).join(",")).join("\r\n");
    const href = URL.createObjectURL(new Blob([`\ufeff${csv}\r\n`], { type: "text/csv" }));
    make("a", { href, download: `stancebook-${group.node.id}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  };

  // reports/latest is a link to a run, and the other reports lie elsewhere from there.
  if (location.pathname.split("/").at(-2) === "latest") {
    for (const a of all("a[data-latest]")) a.setAttribute("href", a.dataset.latest);
  }

  const reveal = () => {
    const target = $(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };

  for (const group of groups) {
    group.count = make("span", { className: "count" });
    const button = make("button", { type: "button", className: "save", textContent: "Save rows as CSV" });
    button.setAttribute("aria-label", `Save the rows shown of ${group.node.id} as CSV`);
    button.addEventListener("click", () => save(group));
    const tools = make("div", { className: "tools" });
    tools.append(group.count, button);
    (group.node.querySelector(":scope > h3") ?? group.node.firstElementChild).before(tools);
    for (const tr of all("thead tr", group.node)) {
      [...tr.children].forEach((th, column) => {
        const by = make("button", { type: "button", textContent: th.textContent, title: "Sort" });
        th.dataset.name = th.textContent; // a print repeats headings, but no buttons
        by.addEventListener("click", () => sort(group, column));
        th.replaceChildren(by);
      });
    }
  }
  let waiting;
  for (const node of Object.values(field)) {
    node.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  }
  $("f-clear").addEventListener("click", () => {
    for (const node of Object.values(field)) node.value = "";
    filter();
  });
  // On a small screen what the filter leaves lies below the form.
  $("f-show").addEventListener("click", () => {
    all("#filters details")[0].open = matchMedia("(min-width: 75rem)").matches;
    all("main > section").find((part) => !part.hidden)?.scrollIntoView();
  });
  const folded = () => all("#articles > .fold").filter((fold) => !fold.open);
  let unfolded = [];
  addEventListener("beforeprint", () => { unfolded = folded(); for (const fold of unfolded) fold.open = true; });
  addEventListener("afterprint", () => { for (const fold of unfolded) fold.open = false; unfolded = []; });
  addEventListener("hashchange", reveal);
  $("filters").hidden = false;
  all("#filters details")[0].open = matchMedia("(min-width: 75rem)").matches;
  reveal();
})();
