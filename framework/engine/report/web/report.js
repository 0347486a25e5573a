// Makes a report interactive: switches for the learners, and figures that Plotly draws when they come
// near the view. Without Plotly the switches act on the static figures and tables.
(() => {
  'use strict';

  const narrowest = 560;  // pixels; on narrower pages there is one column of panels
  const coarse = matchMedia('(pointer: coarse)').matches;
  const off = new Set();  // learners that are hidden
  const figures = new Map();

  // ---- The reader's choices, kept in the address so that a view can be linked -------------------

  const readAddress = () => {
    const chosen = new URLSearchParams(location.hash.slice(1));
    off.clear();
    for (const learner of (chosen.get('off') || '').split(',')) if (learner) off.add(+learner);
    for (const figure of figures.values()) {
      for (const what of ['x', 'y'])
        figure[what] = figure.frame[what + 'Scale'] && chosen.get(`${figure.id}.${what}`);
      figure.runs = chosen.get(`${figure.id}.runs`) || 'all';
    }
  };

  const writeAddress = () => {
    const chosen = new URLSearchParams();
    if (off.size) chosen.set('off', [...off].sort((a, b) => a - b).join(','));
    for (const figure of figures.values()) {
      for (const what of ['x', 'y']) if (figure[what]) chosen.set(`${figure.id}.${what}`, figure[what]);
      if (figure.runs !== 'all') chosen.set(`${figure.id}.runs`, figure.runs);
    }
    const text = chosen.toString().replaceAll('%2C', ',');
    history.replaceState(null, '', '#' + text);
  };

  // ---- Learners ---------------------------------------------------------------------------------

  // Elements of a learner in static figures and tables have its class.
  const hiding = document.head.appendChild(document.createElement('style'));

  const showLearners = () => {
    hiding.textContent = [...off].map((i) => `.learner-${i}{display:none}`).join('');
    for (const element of document.querySelectorAll('[data-learner]'))
      element.setAttribute('aria-pressed', String(!off.has(+element.dataset.learner)));
    for (const figure of figures.values()) showTraces(figure);
  };

  const toggle = (learner) => {
    if (!off.delete(learner)) off.add(learner);
    showLearners();
    writeAddress();
  };

  const learnerOf = (event) => event.target.closest('[data-learner]');

  document.addEventListener('click', (event) => {
    const element = learnerOf(event);
    if (element) return toggle(+element.dataset.learner);
    const all = event.target.closest('[data-all]');
    if (!all) return;
    off.clear();
    if (all.dataset.all === 'off')
      for (const button of document.querySelectorAll('.bar [data-learner]'))
        off.add(+button.dataset.learner);
    showLearners();
    writeAddress();
  });
  document.addEventListener('keydown', (event) => {
    const element = learnerOf(event);
    if (!element || element.tagName === 'BUTTON' || ![' ', 'Enter'].includes(event.key)) return;
    event.preventDefault();
    toggle(+element.dataset.learner);
  });

  // ---- Figures ----------------------------------------------------------------------------------

  const isShown = (figure, { learner, replicate }) =>
    !off.has(learner) && (replicate === undefined || figure.runs === 'all' || +figure.runs === replicate);

  const showTraces = (figure) => {
    if (!figure.drawn) return;
    const traces = figure.live.data, changed = [], visible = [];
    traces.forEach((trace, i) => {
      const now = isShown(figure, trace.meta);
      if (now === (trace.visible !== false)) return;
      changed.push(i);
      visible.push(now);
    });
    if (changed.length) Plotly.restyle(figure.live, { visible }, changed);
  };

  const axisName = (letter, i) => `${letter}axis${i ? i + 1 : ''}`;

  // The position of each panel; on a wide page, the same as in layout.cpp.
  const places = (frame, width) => {
    const narrow = width < Math.min(narrowest, frame.width);
    const columns = narrow ? 1 : frame.columns;
    const { top, bottom } = frame.gutters;
    const left = narrow ? Math.min(frame.gutters.left, 0.36 * width) : frame.gutters.left;
    const { right } = frame.gutters;
    const cell = (width - (columns - 1) * frame.gap) / columns;
    const room = cell - left - right;
    let rowTop = 0, rowHeight = 0;
    const rects = frame.panels.map((panel, i) => {
      if (i && i % columns === 0) {
        rowTop += rowHeight + top + bottom + frame.gap;
        rowHeight = 0;
      }
      const shrunk = Math.min(narrow ? 1.3 : 1, room / panel.width);
      const rect = {
        left: (i % columns) * (cell + frame.gap) + left,
        top: rowTop + top,
        width: panel.equal ? panel.width * shrunk : room,
        height: panel.equal ? panel.height * shrunk : panel.yNames || !narrow ? panel.height
          : Math.min(panel.height, 260),
      };
      rowHeight = Math.max(rowHeight, rect.height);
      return rect;
    });
    return { rects, narrow, width, height: Math.ceil(rowTop + rowHeight + top + bottom) };
  };

  const shortened = (text, pixels) => {
    const letters = Math.max(4, Math.floor(pixels / 6));
    return text.length > letters ? text.slice(0, letters - 1) + '…' : text;
  };

  // Sets the parts of the layout and the traces that depend on the width.
  const fit = (figure, layout, data) => {
    const { rects, narrow, width, height } = places(figure.frame, figure.room());
    Object.assign(layout, { width, height });
    figure.rects = rects;
    rects.forEach((rect, i) => {
      const x = layout[axisName('x', i)], y = layout[axisName('y', i)];
      const { xNames, yNames } = figure.frame.panels[i], own = figure.own[i];
      x.domain = [rect.left / width, Math.min(1, (rect.left + rect.width) / width)];
      y.domain = [Math.max(0, 1 - (rect.top + rect.height) / height), 1 - rect.top / height];
      if (xNames)
        x.tickfont = { size: Math.min(own.size, Math.max(7, rect.width / own.x.tickvals.length - 1)) };
      if (yNames) {
        const room = rect.left - (y.title.text ? 30 : 8);
        y.ticktext = narrow ? own.y.ticktext.map((name) => shortened(name, room)) : own.y.ticktext;
        y.tickfont = { size: narrow ? 11 : own.size };
      }
    });
    for (const trace of data) {
      const rect = rects[trace.xaxis.slice(1) ? +trace.xaxis.slice(1) - 1 : 0];
      if (trace.colorbar)
        Object.assign(trace.colorbar,
          { x: (rect.left + rect.width + 10) / width, y: 1 - rect.top / height, len: rect.height });
      if (trace.texttemplate !== undefined)
        trace.texttemplate = rect.width / trace.z[0].length < 2.6 * trace.textfont.size ? '' : '%{text}';
    }
  };

  const isAtHome = (axis, own) => {
    if (axis.type !== own.type) return axis.autorange === true;
    const slack = 0.01 * Math.abs(own.range[1] - own.range[0]);
    return axis.range.every((end, k) => Math.abs(end - own.range[k]) <= slack);
  };

  // The ticks of the static figure while the axis has the same range and the ticks fit; else Plotly's.
  const ticksFor = (figure, axis, i, letter) => {
    const own = figure.own[i][letter], panel = figure.frame.panels[i];
    const plain = (text) => text.replace(/<[^>]*>/g, '').length;
    const fits = letter === 'y' || figure.rects[i].width >
      own.ticktext.reduce((sum, text) => sum + 7 * plain(text) + 12, 0);
    const span = Math.abs(axis.range[1] - axis.range[0]);
    const near = span < 2 * Math.abs(own.tickvals[1] - own.tickvals[0]);
    if (panel[letter + 'Names'] || (panel[letter + 'Angle'] && !near) ||
        (axis.type === own.type && isAtHome(axis, own) && fits))
      return { tickmode: 'array', minor: own.minor.length ? 'outside' : '' };
    const count = Math.max(3, Math.floor((letter === 'x' ? figure.rects[i].width / 60 : figure.rects[i].height / 40)));
    if (axis.type === 'log' && span >= 1.5)
      return { tickmode: 'linear', tick0: 0, dtick: Math.ceil(span / Math.min(count, 7)), minor: '' };
    return { tickmode: 'auto', nticks: count, dtick: null, minor: '' };
  };

  // Calls `change` with each axis whose ticks must change, and the changes.
  const retick = (figure, layout, change) => {
    figure.frame.panels.forEach((_, i) => {
      for (const letter of ['x', 'y']) {
        const name = axisName(letter, i), axis = layout[name];
        if (!axis.range) continue;
        const { minor, ...ticks } = ticksFor(figure, axis, i, letter);
        const changed = Object.entries(ticks).filter(([key, value]) => (axis[key] ?? null) !== value);
        if (axis.minor.ticks !== minor) changed.push(['minor.ticks', minor]);
        if (changed.length) change(name, changed);
      }
    });
  };
  const setTicks = (figure, layout) => retick(figure, layout, (name, changed) => {
    for (const [key, value] of changed)
      if (key === 'minor.ticks') layout[name].minor.ticks = value;
      else layout[name][key] = value;
  });

  const onView = (figure) => {
    const { layout } = figure.live, changes = {};
    retick(figure, layout, (name, changed) => {
      for (const [key, value] of changed) changes[`${name}.${key}`] = value;
    });
    figure.reset.hidden = figure.own.every((own, i) =>
      ['x', 'y'].every((letter) => isAtHome(layout[axisName(letter, i)], own[letter])));
    if (Object.keys(changes).length) Plotly.relayout(figure.live, changes);
  };

  // Values that are not positive become gaps on a logarithmic axis.
  const positive = (values) => values.map((value) => (value > 0 ? value : null));

  const rescale = (figure, layout, data) => {
    for (const letter of ['x', 'y']) {
      figure.frame.panels.forEach((_, i) => {
        const axis = layout[axisName(letter, i)], own = figure.own[i][letter];
        const type = figure[letter] || own.type;
        if (type === own.type) Object.assign(axis, { type, range: [...own.range], autorange: false });
        else Object.assign(axis, { type, autorange: true });
      });
      data.forEach((trace, k) => {
        const all = figure.values[k][letter];
        if (trace.type !== 'scatter' || !all.some((value) => value <= 0)) return;
        const type = layout[trace[letter + 'axis'].replace(letter, letter + 'axis')].type;
        trace[letter] = type === 'log' ? positive(all) : all;
      });
    }
  };

  const config = {
    displaylogo: false,
    displayModeBar: coarse ? false : 'hover',
    modeBarButtons: [['toImage', 'zoom2d', 'pan2d', 'zoomIn2d', 'zoomOut2d', 'resetScale2d']],
    toImageButtonOptions: { format: 'svg' },
    doubleClick: 'reset',
    plotlyServerURL: '',
  };

  const expandRegions = (trace) => {
    if (trace.meta.regions)
      trace.text = trace.z.map((row) => row.map((region) => trace.meta.regions[region] ?? ''));
  };

  const draw = async (figure) => {
    if (figure.started) return figure.started;
    return figure.started = (async () => {
      try {
        const { data, layout, shared } = figure.json;
        for (const trace of data) if (typeof trace.x === 'number') trace.x = shared[trace.x];
        layout.dragmode = coarse ? false : 'zoom';
        figure.own = figure.frame.panels.map((_, i) => {
          const own = {};
          for (const letter of ['x', 'y']) {
            const { type, range, tickvals, ticktext, minor, tickfont } = layout[axisName(letter, i)];
            own[letter] = { type, range: [...range], tickvals, ticktext, minor: minor.tickvals };
            own.size = tickfont.size;
          }
          return own;
        });
        figure.values = data.map(({ x, y }) => ({ x, y }));
        fit(figure, layout, data);
        rescale(figure, layout, data);
        setTicks(figure, layout);
        data.forEach(expandRegions);
        for (const trace of data) trace.visible = isShown(figure, trace.meta);
        await Plotly.newPlot(figure.live, data, layout, config);
        addControls(figure);
        onView(figure);
        figure.live.on('plotly_relayout', () => onView(figure));
        figure.drawn = true;
        figure.element.classList.add('is-live');
        showTraces(figure);
      } catch (error) {
        console.warn(`figure ${figure.id} is not interactive`, error);
        figure.live.remove();
      }
    })();
  };

  const redraw = (figure) => {
    const { data, layout } = figure.live;
    fit(figure, layout, data);
    setTicks(figure, layout);
    return Plotly.react(figure.live, data, layout, config).then(() => onView(figure));
  };

  // ---- The controls of each figure ----------------------------------------------------------------

  const addButton = (to, label, pressed, act) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    if (pressed !== null) button.setAttribute('aria-pressed', String(pressed));
    button.addEventListener('click', () => act(button));
    to.append(button);
    return button;
  };

  const addControls = (figure) => {
    const to = figure.element.querySelector('.controls');
    for (const letter of ['y', 'x']) {
      const own = figure.frame[letter + 'Scale'];
      if (!own) continue;
      addButton(to, `log ${letter}`, (figure[letter] || own) === 'log', (button) => {
        const log = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(log));
        figure[letter] = (log ? 'log' : 'linear') === own ? null : log ? 'log' : 'linear';
        rescale(figure, figure.live.layout, figure.live.data);
        redraw(figure);
        writeAddress();
      });
    }
    if (figure.frame.replicates.length) {
      const select = document.createElement('select');
      select.setAttribute('aria-label', 'Runs shown');
      select.add(new Option('all runs', 'all'));
      select.add(new Option('no single runs', 'none'));
      for (const i of figure.frame.replicates) select.add(new Option(`replicate ${i}`, i));
      select.value = figure.runs;
      select.addEventListener('change', () => {
        figure.runs = select.value;
        showTraces(figure);
        writeAddress();
      });
      to.append(select);
    }
    if (coarse)
      addButton(to, 'zoom by dragging', false, (button) => {
        const zoom = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(zoom));
        Plotly.relayout(figure.live, { dragmode: zoom ? 'zoom' : false });
      });
    figure.reset = addButton(to, 'reset view', null, () => {
      rescale(figure, figure.live.layout, figure.live.data);
      redraw(figure);
    });
  };

  // ---- Start ------------------------------------------------------------------------------------

  const bar = document.querySelector('.bar');
  if (bar) bar.hidden = false;
  for (const item of document.querySelectorAll('.legend [data-learner]')) {
    item.setAttribute('role', 'button');
    item.tabIndex = 0;
  }

  const hasPlotly = typeof Plotly !== 'undefined';
  for (const element of hasPlotly ? document.querySelectorAll('figure') : []) {
    const source = element.querySelector('script[type="application/json"]');
    if (!source) continue;
    const json = JSON.parse(source.textContent);
    const id = element.id.replace(/^figure-/, '');
    figures.set(element, {
      id, element, json, frame: json.frame, runs: 'all', live: element.querySelector('.live'),
      room: () => Math.min(element.clientWidth, json.frame.width),
    });
  }
  readAddress();
  showLearners();
  addEventListener('hashchange', () => {
    if (!location.hash.includes('=')) return;  // an anchor in the page
    readAddress();
    showLearners();
  });

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      draw(figures.get(entry.target));
    }
  }, { rootMargin: '400px' });
  let waiting = 0;
  const sizes = new ResizeObserver((entries) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const { target } of entries) {
        const figure = figures.get(target);
        if (figure.drawn && figure.live.layout.width !== figure.room()) redraw(figure);
      }
    }, 120);
  });
  for (const element of figures.keys()) {
    near.observe(element);
    sizes.observe(element);
  }

  // For tests, and for readers with a console.
  window.firstmove = {
    toggle,
    get off() { return [...off]; },
    get figures() { return figures.size; },
    get drawn() { return [...figures.values()].filter((figure) => figure.drawn).length; },
    drawAll: () => Promise.all([...figures.values()].map(draw)),
  };
})();
