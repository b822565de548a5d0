// What a reader may do with a table: sort it by a column, pick rows, take it along to Excel. The page is
// whole without this; a large table costs nothing until one of its controls is used.
(() => {
  'use strict'
  const collator = new Intl.Collator('ru', { numeric: true })
  const units = { 'байт': 1, 'байта': 1, 'КБ': 1024, 'МБ': 1024 ** 2, 'ГБ': 1024 ** 3 }
  const fold = window.letopis?.fold ?? (text => text.toLowerCase().replace(/ё/g, 'е'))
  const plural = (n, one, few, many) => {
    if (n % 10 === 1 && n % 100 !== 11) return one
    return n % 10 > 1 && n % 10 < 5 && (n % 100 < 12 || n % 100 > 14) ? few : many
  }
  const count = n => `${n} ${plural(n, 'строка', 'строки', 'строк')}`
  const element = (name, className, text = '') => {
    const made = document.createElement(name)
    made.className = className
    made.textContent = text
    return made
  }

  // The text as a reader sees it: elements that stand side by side (several marks in a cell) are parted by
  // a space. Not innerText, which would lay out the page for every cell.
  const raw = node => {
    if (!node.firstElementChild) return node.textContent
    let all = ''
    for (const child of node.childNodes) {
      if (child.nodeName === 'BR' || (child.nodeType === 1 && child.previousSibling?.nodeType === 1)) all += ' '
      if (child.nodeType === 1) all += raw(child)
      else if (child.nodeType === 3) all += child.data
    }
    return all
  }
  // No-break spaces stay: «1 234» and «91 %» are one thing.
  const textOf = cell => raw(cell).replace(/[ \t\r\n\f]+/g, ' ').trim()

  // Rows as a rectangle of cells: a cell that spans several places stands in each of them.
  const rectangle = rows => {
    const lines = rows.map(() => [])
    rows.forEach((row, y) => {
      let x = 0
      for (const cell of row.cells) {
        while (lines[y][x]) x += 1
        for (let down = y; down < Math.min(y + cell.rowSpan, rows.length); down += 1) {
          for (let right = x; right < x + cell.colSpan; right += 1) lines[down][right] = cell
        }
      }
    })
    return lines
  }

  // What a cell is sorted by: nothing (always last), a number, a date with what follows it, text.
  const keyOf = text => {
    if (/^[—–-]?$/.test(text)) return [9]
    const number = /^([-−+]?)((?:\d{1,3}(?:\s\d{3})+|\d+)(?:,\d+)?)\s*(%|\p{L}+|)$/u.exec(text)
    if (number) return [0, Number(number[2].replace(/\s/g, '').replace(',', '.')) * (units[number[3]] ?? 1) * (/[-−]/.test(number[1]) ? -1 : 1)]
    const date = /^(\d\d)\.(\d\d)\.(\d{4})(?!\d)(.*)$/.exec(text)
    return date ? [1, date[3] + date[2] + date[1] + date[4]] : [2, text]
  }
  const compare = (a, b, sign) => {
    if (a[0] !== b[0]) return a[0] === 9 || b[0] === 9 ? a[0] - b[0] : sign * (a[0] - b[0])
    if (a[0] === 2) return sign * collator.compare(a[1], b[1])
    return a[1] < b[1] ? -sign : a[1] > b[1] ? sign : 0
  }

  // A spreadsheet must not run what somebody wrote into a journal, nor take «1 234» for text.
  const plain = text => {
    if (/^[-−]?\d{1,3}([\u00a0\u202f]\d{3})+(,\d+)?$/.test(text)) text = text.replace(/[\u00a0\u202f]/g, '')
    if (/^−\d[\d,]*$/.test(text)) text = text.replace('−', '-')
    return /^[=+@\t＝＋＠]/.test(text) || (text[0] === '-' && keyOf(text)[0] !== 0) ? `'${text}` : text
  }
  const quoted = text => `"${text.replace(/"/g, '""')}"`
  const csv = lines => '\ufeff' + lines.map(line => line.map(text => /[;"\r\n]/.test(text) ? quoted(text) : text).join(';') + '\r\n').join('')
  // Excel takes a quote at the beginning of a pasted cell for one that goes on to the next quote.
  const tabbed = lines => lines.map(line => line.map(text => text[0] === '"' ? quoted(text) : text).join('\t')).join('\r\n')

  // Windows forbids some characters, names of devices, and a point or space at the end.
  const fileName = title => {
    const name = [...title.replace(/[\p{C}<>:"/\\|?*]+/gu, ' ').replace(/\s+/g, ' ').trim()].slice(0, 150).join('').replace(/[. ]+$/, '')
    return `${/^(con|prn|aux|nul|com\d|lpt\d)?(\.|$)/i.test(name) ? '_' : ''}${name}.csv`
  }
  const download = (name, text) => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  }
  // From file:// the clipboard's own interface may be missing or refuse; the old command works everywhere.
  const copy = async text => {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      const focused = document.activeElement
      const area = element('textarea', 'tools-copy')
      area.value = text
      document.body.append(area)
      area.select()
      const done = document.execCommand('copy')
      area.remove()
      focused?.focus({ preventScroll: true })
      return done
    }
  }

  const equip = (scroll, table) => {
    const size = [...table.tBodies].reduce((sum, body) => sum + body.rows.length, 0)
    if (!size) return
    const head = rectangle([...table.tHead.rows])
    const leaves = head[head.length - 1] ?? []
    const heading = document.getElementById(scroll.getAttribute('aria-labelledby'))?.textContent.trim() || scroll.getAttribute('aria-label') || ''
    const isRegular = !table.querySelector('tbody [rowspan]')

    // Collected at the first use, in the order of the page. A sum at the end is no row to sort or pick.
    let found
    const bodies = () => found ??= [...table.tBodies].map(body => {
      const rows = [...body.rows]
      const last = rows[rows.length - 1]
      const isTotal = last?.matches('.total') || /^\s*(Всего|Итого)(?!\p{L})/u.test(last?.cells[0]?.textContent ?? '')
      return { body, rows: isTotal ? rows.slice(0, -1) : rows, total: isTotal ? [last] : [] }
    })
    const records = () => bodies().flatMap(part => part.rows)

    const bar = element('div', 'tools')
    bar.setAttribute('role', 'group')
    bar.setAttribute('aria-label', heading ? `Таблица «${heading}»` : 'Таблица')
    const status = element('span', 'tools-status')
    status.setAttribute('role', 'status')
    let picked = ''
    let timer
    const say = text => {
      clearTimeout(timer)
      status.textContent = text
      timer = setTimeout(() => { status.textContent = picked }, 6000)
    }

    // Rows, picked by words.
    if (size > 12 && isRegular) {
      const label = element('label', '', 'Отобрать строки ')
      const field = element('input', '')
      field.type = 'search'
      field.autocomplete = 'off'
      field.spellcheck = false
      label.append(field)
      bar.append(label)
      let texts
      const pick = () => {
        const rows = records()
        texts ??= rows.map(row => fold(Array.from(row.cells, textOf).join(' ')))
        const words = fold(field.value).split(/\s+/).filter(Boolean)
        let shown = 0
        rows.forEach((row, n) => {
          const isShown = words.every(word => texts[n].includes(word))
          if (row.hidden === isShown) row.hidden = !isShown
          shown += isShown
        })
        clearTimeout(timer)
        picked = ''
        if (words.length) picked = shown ? `${plural(shown, 'Показана', 'Показано', 'Показано')} ${count(shown)} из ${rows.length}` : `Таких строк нет (всего ${rows.length})`
        status.textContent = picked
      }
      field.addEventListener('input', pick)
      // A link to a row that is not picked shows it nevertheless.
      window.addEventListener('hashchange', () => {
        const row = table.querySelector('tr:target[hidden]')
        if (!row) return
        field.value = ''
        pick()
        row.scrollIntoView()
      })
    }

    // The table as it is shown: picked rows in the order on the screen, one row of heads.
    const shown = () => {
      const titles = leaves.map((leaf, x) => leaf.title || [...new Set(head.map(line => line[x]))].filter(Boolean).map(textOf).filter(Boolean).join(' '))
      const rows = [...table.tBodies, table.tFoot].flatMap(part => part ? [...part.rows] : []).filter(row => !row.hidden)
      const lines = rectangle(rows)
      const cells = lines.map((line, y) => Array.from(line, (cell, x) => cell && line[x - 1] !== cell && lines[y - 1]?.[x] !== cell ? plain(textOf(cell)) : ''))
      return { lines: [titles.map(plain), ...cells], said: count(rows.length) }
    }
    const button = (text, act) => {
      const made = element('button', '', text)
      made.type = 'button'
      made.addEventListener('click', act)
      bar.append(made)
    }
    button('Копировать', async () => {
      const { lines, said } = shown()
      say(await copy(tabbed(lines)) ? `Скопировано: ${said}` : 'Браузер не дал скопировать')
    })
    button('Скачать CSV', () => {
      const { lines, said } = shown()
      // The way to the page is part of the name: many groups have a journal of the same title.
      const way = Array.from(document.querySelectorAll('.crumbs li'), step => step.textContent.trim()).slice(1, -1)
      const title = document.querySelector('h1')?.textContent.trim() || document.title
      download(fileName([...new Set([...way, title, heading])].filter(Boolean).join(' — ')), csv(lines))
      say(`Файл CSV: ${said}`)
    })
    bar.append(status)
    scroll.before(bar)

    // Rows, sorted by a column: up, down, as they came.
    let sorted
    const sort = (cell, x) => {
      const next = { ascending: 'descending', descending: '' }[cell.getAttribute('aria-sort') ?? ''] ?? 'ascending'
      sorted?.removeAttribute('aria-sort')
      sorted = cell
      if (next) cell.setAttribute('aria-sort', next)
      const sign = next === 'ascending' ? 1 : -1
      for (const { body, rows, total } of bodies()) {
        const lines = rectangle(rows)
        const keyed = rows.map((row, n) => ({ row, key: keyOf(next && lines[n][x] ? textOf(lines[n][x]) : '') }))
        if (next) keyed.sort((a, b) => compare(a.key, b.key, sign))
        body.append(...keyed.map(({ row }) => row), ...total)
      }
    }
    if (size < 3 || !isRegular) return
    leaves.forEach((cell, x) => {
      const text = textOf(cell)
      // A head that leads somewhere, as a day of the journal does to its lesson, stays a link.
      if (cell.nodeName !== 'TH' || cell.colSpan > 1 || !text || cell.querySelector('a')) return
      const made = element('button', 'sort')
      made.type = 'button'
      made.addEventListener('click', () => sort(cell, x))
      made.append(...cell.childNodes)
      cell.append(made)
    })
  }

  for (const table of document.querySelectorAll('div.scroll > table:not(.month)')) {
    if (table.tHead) equip(table.parentElement, table)
  }
})()
