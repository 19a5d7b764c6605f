// What moves in a report: reading values off the curves, sorting the trades, and the candle chart.
"use strict";
(() => {
  const source = document.getElementById("report-data");
  const data = source && JSON.parse(source.textContent);
  const trades = document.querySelector("table.trades");
  const IST = 19800; // The chart knows no time zones: it is given Indian time as if it were UTC.

  const dayOf = (time) => new Date(time * 1000).toISOString().slice(0, 10);

  // --- the trades, read from their table ---

  const numberIn = (text) => Number(text.replace(/[,+]/g, "").replace("−", "-"));
  const timeIn = (text) => Date.parse(text.replace(" ", "T") + "Z") / 1000;
  /** The exit's date is left out when it is the entry's. */
  const exitIn = (text, day) => timeIn(text.includes("-") ? text : day + " " + text);

  function readTrades() {
    if (!trades) return [];
    const shift = trades.classList.contains("many") ? 1 : 0;
    const rows = [...trades.tBodies[0].rows].filter((row) => !row.classList.contains("gap"));
    return rows.map((row) => {
      const text = (place) => row.cells[place + shift].textContent;
      return {
        row, symbol: shift ? row.cells[1].textContent : null, isLong: text(1) === "long",
        opened: timeIn(text(3)), closed: exitIn(text(5), text(3).slice(0, 10)), net: numberIn(text(9)),
        day: text(3).slice(0, 10),
      };
    });
  }

  function makeSortable() {
    const heads = [...trades.tHead.rows[0].cells];
    const value = (row, place) => {
      const text = row.cells[place].textContent;
      return /^[\d,+−.]+$/.test(text) ? numberIn(text) : text;
    };
    const sort = (head, place) => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = trades.tBodies[0];
      const rows = [...body.rows].filter((row) => !row.classList.contains("gap"));
      const keyed = rows.map((row) => [value(row, place), row]);
      keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1));
      body.replaceChildren(...keyed.map(([, row]) => row));
    };
    heads.forEach((head, place) => {
      head.tabIndex = 0;
      head.addEventListener("click", () => sort(head, place));
      head.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(head, place); }
      });
    });
  }
  if (trades) makeSortable();

  // --- the curves: the value under the pointer ---

  function makeReadable(figure) {
    const plot = figure.querySelector(".plot"), line = figure.querySelector("polyline");
    if (!line) return;
    const points = line.getAttribute("points").split(" ").map((pair) => pair.split(",").map(Number));
    const { from, to, low, high } = figure.dataset;
    const isShare = figure.classList.contains("drawdown");
    const mark = plot.appendChild(document.createElement("div"));
    const label = mark.appendChild(document.createElement("b"));
    mark.className = "mark";
    mark.hidden = true;
    const words = (value) => isShare ? (value * 100).toFixed(2).replace("-", "−") + " %"
      : "₹" + Math.round(value).toLocaleString("en-IN");
    plot.addEventListener("pointermove", (event) => {
      const box = plot.getBoundingClientRect();
      const x = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * 1000;
      let at = points.findIndex((point) => point[0] > x);
      at = at < 0 ? points.length - 1 : Math.max(at - 1, 0);
      const value = (Number(high) - (points[at][1] / 100) * (high - low)) / 10000;
      const time = Number(from) + (points[at][0] / 1000) * (to - from) + IST;
      label.textContent = `${dayOf(time)}  ${words(value)}`;
      mark.style.left = x / 10 + "%";
      mark.classList.toggle("left", x > 500);
      mark.hidden = false;
    });
    plot.addEventListener("pointerleave", () => { mark.hidden = true; });
  }

  // --- the candles ---

  /** Undoes the packing: [seconds, open − last close, close − open, high − max, min − low], zigzag, 7 bits a byte. */
  function unpack(text, unit) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const bars = [];
    let at = 0, seconds = 0, last = 0;
    const next = () => {
      let number = 0, scale = 1, byte;
      do { byte = bytes[at++]; number += (byte & 127) * scale; scale *= 128; } while (byte & 128);
      return number % 2 ? -(number + 1) / 2 : number / 2;
    };
    while (at < bytes.length) {
      seconds += next();
      const open = last + next(), close = open + next();
      const high = Math.max(open, close) + next(), low = Math.min(open, close) - next();
      last = close;
      bars.push({ time: seconds + IST, open: open * unit, high: high * unit, low: low * unit, close: close * unit });
    }
    return bars;
  }

  /** Index of the bar in which `time` lies. */
  function barAt(bars, time) {
    let low = 0, high = bars.length;
    while (low < high) { const middle = (low + high) >> 1; if (bars[middle].time <= time) low = middle + 1; else high = middle; }
    return Math.max(low - 1, 0);
  }

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function showCandles(element, library) {
    const find = (id) => document.getElementById(id);
    const list = readTrades();
    const chart = library.createChart(element, { autoSize: true, timeScale: { minBarSpacing: 0.01 } });
    const candles = chart.addSeries(library.CandlestickSeries, {});
    const marks = library.createSeriesMarkers(candles, []);
    let results = null, place = 0, day = null, shown = [];
    if (trades) trades.classList.add("linked");

    const instrument = () => data.charts[place];
    const ours = () => list.filter((trade) => trade.symbol === null || trade.symbol === instrument().symbol);
    const overview = () => (instrument().bars ??= unpack(instrument().overview, instrument().unit));
    const days = () => Object.keys(instrument().days).sort();

    function paint(tone = color) {
      const [gain, loss, line] = [tone("--gain"), tone("--loss"), tone("--line")];
      chart.applyOptions({
        layout: { background: { color: tone("--panel") }, textColor: tone("--dim"), attributionLogo: true,
          panes: { separatorColor: line } },
        grid: { vertLines: { color: line }, horzLines: { color: line } },
        rightPriceScale: { borderColor: line }, timeScale: { borderColor: line },
        handleScroll: { vertTouchDrag: false, mouseWheel: false }, handleScale: { mouseWheel: false },
      });
      candles.applyOptions({ upColor: gain, downColor: loss, wickUpColor: gain, wickDownColor: loss, borderVisible: false,
        priceLineVisible: false, lastValueVisible: false,
        priceFormat: { type: "price", precision: instrument().decimals, minMove: instrument().unit } });
      if (results) results.setData(resultBars(tone));
      mark(tone);
    }

    function mark(tone) {
      // On candles that stand for days more would be a heap.
      if (day === null && !instrument().complete && ours().length > 100) { marks.setMarkers([]); return; }
      const first = shown.length ? shown[0].time : 0, last = shown.length ? shown[shown.length - 1].time + 86400 : 0;
      const markers = [];
      for (const trade of ours()) {
        const up = trade.isLong;
        if (trade.opened >= first && trade.opened < last) markers.push({
          time: shown[barAt(shown, trade.opened)].time, position: up ? "belowBar" : "aboveBar",
          shape: up ? "arrowUp" : "arrowDown", color: tone("--accent"), text: up ? "long" : "short" });
        if (trade.closed >= first && trade.closed < last) markers.push({
          time: shown[barAt(shown, trade.closed)].time, position: up ? "aboveBar" : "belowBar", shape: "circle",
          color: tone(trade.net < 0 ? "--loss" : "--gain"), text: (trade.net > 0 ? "+" : "") + String(Math.round(trade.net)).replace("-", "−") });
      }
      // Beside each other names would be a heap.
      if (markers.length > Math.min(60, element.clientWidth / 24)) markers.forEach((marker) => delete marker.text);
      marks.setMarkers(markers.sort((a, b) => a.time - b.time));
    }

    const resultBars = (tone) => instrument().results.map((value, index) => ({
      time: shown[index].time, value, color: tone(value < 0 ? "--loss" : "--gain") }));

    function draw() {
      shown = day === null ? overview() : unpack(instrument().days[day], instrument().unit);
      const hasResults = day === null && !instrument().complete;
      if (results) { chart.removeSeries(results); results = null; }
      // A day begins at midnight: then the axis shows dates.
      if (hasResults) shown = shown.map((bar) => ({ ...bar, time: bar.time - bar.time % 86400 }));
      candles.setData(shown);
      if (hasResults) {
        results = chart.addSeries(library.HistogramSeries, { priceFormat: { type: "volume" }, priceLineVisible: false, lastValueVisible: false }, 1);
        chart.panes()[1].setStretchFactor(0.3);
        chart.panes()[0].setStretchFactor(1);
      }
      const step = shown.length > 1 ? shown[1].time - shown[0].time : 86400;
      chart.applyOptions({ timeScale: { timeVisible: !hasResults && step < 21600, secondsVisible: false } });
      paint();
      const room = Math.max(shown.length * 0.03, 2); // for the names of marks at the edges
      chart.timeScale().setVisibleLogicalRange({ from: -room, to: shown.length - 1 + room });
      find("shown").textContent = day ?? (shown.length ? `${dayOf(shown[0].time)} to ${dayOf(shown[shown.length - 1].time)}` : "");
      find("whole").disabled = day === null && instrument().complete === false;
      const known = days(), index = known.indexOf(day);
      find("earlier").disabled = !known.length || index === 0;
      find("later").disabled = index < 0 || index === known.length - 1;
    }

    function show(trade) {
      const wanted = trade.symbol === null ? place : data.charts.findIndex((other) => other.symbol === trade.symbol);
      if (wanted < 0) return;
      if (wanted !== place) { place = wanted; day = null; if (find("instrument")) find("instrument").value = place; draw(); }
      if (instrument().complete) {
        const from = barAt(shown, trade.opened), to = barAt(shown, trade.closed), around = Math.max(30, (to - from) / 2);
        chart.timeScale().setVisibleLogicalRange({ from: from - around, to: to + around });
      } else if (instrument().days[trade.day]) {
        day = trade.day;
        draw();
      } else {
        if (day !== null) { day = null; draw(); }
        const at = barAt(shown, trade.opened);
        chart.timeScale().setVisibleLogicalRange({ from: at - 30, to: at + 30 });
        find("shown").textContent = `${trade.day}: its single candles are not in this report`;
      }
      element.scrollIntoView({ block: "center" });
    }

    list.forEach((trade) => trade.row.addEventListener("click", () => show(trade)));
    find("whole").addEventListener("click", () => { day = null; draw(); });
    const step = (by) => {
      const known = days(), index = known.indexOf(day);
      day = known[index < 0 ? known.length - 1 : index + by] ?? day;
      draw();
    };
    find("earlier").addEventListener("click", () => step(-1));
    find("later").addEventListener("click", () => step(1));
    find("instrument")?.addEventListener("change", (event) => { place = Number(event.target.value); day = null; draw(); });
    chart.subscribeClick((event) => {
      if (day !== null || event.time === undefined || !instrument().days[dayOf(event.time)]) return;
      day = dayOf(event.time);
      draw();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint());
    draw();

    // Paper gets a picture, in the colours of paper.
    const picture = element.insertAdjacentElement("afterend", document.createElement("img"));
    picture.className = "paper";
    picture.alt = "Candles and trades";
    const paper = { "--gain": "#08763f", "--loss": "#bf2a2a", "--line": "#e1e4ea", "--panel": "#ffffff", "--dim": "#5c6470", "--accent": "#1f5fd0" };
    const takePicture = () => {
      paint((name) => paper[name]);
      picture.src = chart.takeScreenshot(true).toDataURL("image/png");
      paint();
    };
    addEventListener("beforeprint", takePicture);
  }

  document.querySelectorAll("figure.curve[data-from]").forEach(makeReadable);
  const element = document.getElementById("chart");
  if (element && data && window.LightweightCharts) showCandles(element, window.LightweightCharts);
})();
