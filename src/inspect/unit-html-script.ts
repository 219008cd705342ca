/** The program of the page of one unit; plain JavaScript for any browser of the last years. */
export const pageScript = String.raw`
const read = (id) => document.getElementById(id);
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const { text, steps, levels } = JSON.parse(read('data').textContent);
const series = [...document.querySelectorAll('script.series')].map((script) => ({
  ...script.dataset,
  values: new Int8Array(bytes(script.textContent).buffer),
}));
const count = series[0].values.length;
// Where each symbol begins in the text, and where the last one ends.
const starts = new Uint32Array(count + 1);
const given = read('lengths').textContent;
const lengths = given === '' ? undefined : new Uint16Array(bytes(given).buffer);
for (let k = 0; k < count; k++) starts[k + 1] = starts[k] + (lengths ? lengths[k] : 1);

const className = (value) => {
  const level = Math.round((value / steps) * levels);
  return level === 0 ? '' : level < 0 ? 'n' + -level : 'p' + level;
};
const visible = (part) => part.replaceAll('\n', '⏎').replaceAll('\t', '⇥');
let chosen = series[0];
let current = -1;

// Blocks of whole lines; a line without end is cut.
const main = read('text');
const blocks = [];
for (let from = 0; from < count; ) {
  let to = Math.min(count, from + 2000);
  const end = text.lastIndexOf('\n', starts[to] - 1);
  if (to < count && end >= starts[from]) to = symbolAt(end) + 1;
  const element = document.createElement('div');
  const lines = text.slice(starts[from], starts[to]).split('\n').length;
  element.style.containIntrinsicSize = 'auto ' + lines * 22 + 'px';
  blocks.push({ element, from, to, drawn: undefined });
  from = to;
}

function symbolAt(place) {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function draw(block) {
  if (block.drawn === chosen) return;
  block.drawn = chosen;
  const spans = document.createDocumentFragment();
  for (let from = block.from, k = from; k <= block.to; k++) {
    const name = className(chosen.values[from]);
    if (k < block.to && className(chosen.values[k]) === name) continue;
    if (starts[from] === starts[k]) continue;
    const span = document.createElement('span');
    span.className = name;
    span.textContent = text.slice(starts[from], starts[k]);
    span.start = starts[from];
    spans.append(span);
    from = k;
  }
  block.element.replaceChildren(spans);
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) draw(target.block);
  },
  { rootMargin: '1000px' },
);
for (const block of blocks) {
  block.element.block = block;
  main.append(block.element);
  seen.observe(block.element);
}

function choose(one) {
  chosen = one;
  for (const button of read('series').children) {
    const own = button.series === one;
    button.setAttribute('aria-checked', own);
    button.tabIndex = own ? 0 : -1;
  }
  for (const block of blocks) if (block.drawn) draw(block);
  if (current >= 0) show(current);
}

for (const one of series) {
  const button = document.createElement('button');
  button.series = one;
  button.textContent = one.shown;
  button.setAttribute('role', 'radio');
  button.onclick = () => choose(one);
  read('series').append(button);
}
read('series').onkeydown = (event) => {
  const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!move) return;
  event.preventDefault();
  const next = series[(series.indexOf(chosen) + move + series.length) % series.length];
  choose(next);
  [...read('series').children].find((button) => button.series === next).focus();
};

const mark = document.createElement('div');
mark.id = 'mark';
mark.hidden = true;
document.body.append(mark);

function place(symbol) {
  const block = blocks.find(({ to }) => symbol < to);
  draw(block);
  const at = starts[symbol];
  const span = [...block.element.children].findLast((one) => one.start <= at);
  const range = document.createRange();
  range.setStart(span.firstChild, at - span.start);
  range.setEnd(span.firstChild, Math.min(span.firstChild.length, starts[symbol + 1] - span.start));
  return range.getBoundingClientRect();
}

/** The numbers of a symbol, and each gate over the text around it. */
function show(symbol) {
  current = symbol;
  const around = Math.max(8, Math.min(60, Math.floor(innerWidth / 20) - 12));
  const from = Math.max(0, symbol - around);
  const to = Math.min(count, symbol + around);
  const table = document.createElement('table');
  for (const { shown, values } of series) {
    const row = table.insertRow();
    const head = document.createElement('th');
    head.textContent = shown;
    const number = document.createElement('td');
    number.className = 'number';
    number.textContent = (values[symbol] / steps).toFixed(2).replace('-', '−');
    const strip = document.createElement('td');
    strip.className = 'strip';
    for (let k = from; k < to; k++) {
      const one = document.createElement(k === symbol ? 'b' : 'span');
      one.className = className(values[k]);
      one.textContent = visible(text.slice(starts[k], starts[k + 1]));
      strip.append(one);
    }
    row.append(head, number, strip);
  }
  read('panel').replaceChildren(table);
  const box = place(symbol);
  mark.hidden = false;
  mark.style.left = box.left + scrollX - 2 + 'px';
  mark.style.top = box.top + scrollY - 2 + 'px';
  mark.style.width = Math.max(3, box.width) + 4 + 'px';
  mark.style.height = box.height + 4 + 'px';
  return box;
}

main.onpointermove = ({ clientX, clientY }) => {
  const position = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(clientX, clientY)
    : document.caretRangeFromPoint(clientX, clientY);
  const node = position && (position.offsetNode ?? position.startContainer);
  const span = node && node.parentElement;
  if (!span || span.start === undefined) return;
  const offset = position.offset ?? position.startOffset;
  let symbol = symbolAt(span.start + offset);
  // The nearest gap between characters may be the one after the symbol that is pointed at.
  if (symbol > 0 && place(symbol).left > clientX) symbol--;
  show(symbol);
};

main.onkeydown = (event) => {
  const line = (from, way) => {
    const end = way < 0 ? text.lastIndexOf('\n', starts[from] - 1) : text.indexOf('\n', starts[from]);
    return end < 0 ? from : Math.min(count - 1, Math.max(0, symbolAt(end) + (way < 0 ? 0 : 1)));
  };
  const moves = {
    ArrowRight: () => current + 1,
    ArrowLeft: () => current - 1,
    ArrowDown: () => line(Math.max(0, current), 1),
    ArrowUp: () => line(Math.max(0, current), -1),
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const box = show(Math.max(0, Math.min(count - 1, move())));
  if (box.top < 80) scrollBy(0, box.top - 160);
  else if (box.bottom > innerHeight * 0.5) scrollBy(0, box.bottom - innerHeight * 0.4);
};

choose(series[0]);
`;
