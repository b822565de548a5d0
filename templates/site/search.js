// The search field of every page and of search.html: what is shown of what find.js finds, the address, keys
// and focus.
(() => {
  'use strict'
  const { WORD, fold, stem } = window.letopis
  const { loadNames, loadStems, attempts, findEntries, findLessons, isOfGroup, lessonAt, stemCost, reason } = window.letopis.find
  const form = document.querySelector('form.search')
  if (!form) return

  const { root, limit } = form.dataset
  const field = form.querySelector('#q')
  const found = form.querySelector('#found')
  const group = form.querySelector('#group')
  // On search.html the results are a part of the page; elsewhere they hang under the field.
  const isPage = Boolean(group)
  const menu = page => document.querySelector(`header nav a[href$="${page}.html"]`)?.textContent.trim()

  // In the order in which they are shown: what is quick to find comes first. A school calls some of them
  // otherwise, as its menu does.
  const KINDS = {
    student: menu('students') || 'Обучающиеся',
    teacher: menu('teachers') || 'Преподаватели',
    discipline: menu('disciplines') || 'Дисциплины',
    group: menu('index') || 'Группы',
    journal: 'Журналы',
    document: menu('documents') || 'Локальные акты',
    report: menu('reports') || 'Отчёты',
    day: 'Дни',
    topic: 'Темы',
    homework: 'Домашние задания',
  }

  // ——— Small tools

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties)
    made.append(...children)
    return made
  }

  function plural(number, one, few, many) {
    const [tens, units] = [number % 100, number % 10]
    const right = units === 1 && tens !== 11 ? one : units > 1 && units < 5 && (tens < 10 || tens > 20) ? few : many
    return right.replace('#', number.toLocaleString('ru-RU'))
  }

  function filtered(hits) {
    const kind = form.elements.kind?.value
    const kept = kind ? { [kind]: hits[kind] ?? [] } : { ...hits }
    if (group?.value) {
      for (const kind in kept) kept[kind] = kept[kind].filter(hit => isOfGroup(hit, Number(group.value)))
    }
    return kept
  }

  function count(...hits) {
    return hits.flatMap(Object.values).reduce((sum, list) => sum + list.length, 0)
  }

  // ——— How it is shown

  function row(className, href, title, note) {
    return element('li', {}, element('a', { className, href: root + href }, element('span', {}, title), ' ', element('small', {}, note)))
  }

  // Some 160 letters around the first word met, with all words met marked.
  function context(text, terms) {
    const isMet = word => terms.some(term => stemCost(term, stem(word)) || stemCost(term, word))
    const hits = [...text.matchAll(WORD)].filter(([word]) => isMet(fold(word)))
    const first = hits[0]?.index ?? 0
    const start = first > 60 ? Math.min(first, text.indexOf(' ', first - 60) + 1 || first) : 0
    const space = text.lastIndexOf(' ', start + 160)
    const end = text.length <= start + 160 ? text.length : space > first ? space : start + 160
    const shown = element('span', {}, start ? '… ' : '')
    let at = start
    for (const { 0: word, index } of hits) {
      if (index + word.length > end) break
      shown.append(text.slice(at, index), element('mark', {}, word))
      at = index + word.length
    }
    shown.append(text.slice(at, end), end < text.length ? ' …' : '')
    return shown
  }

  async function lessonRow(place, terms) {
    const { title, group, day, text, href } = await lessonAt(place)
    return row('lesson', href, context(text, terms), [title, group, day].filter(Boolean).join(' · '))
  }

  // Results of one kind under their heading, with a button for those that are not shown yet.
  async function section(kind, hits, terms) {
    const list = element('ul')
    const more = element('button', { type: 'button' }, 'Показать ещё', element('span', { className: 'unseen' }, `: ${KINDS[kind]}`))
    const add = async number => {
      const from = list.children.length
      const rows = hits.slice(from, from + number).map(hit => hit >= 0 ? lessonRow(hit, terms) : row('', hit.href, hit.title, hit.note))
      list.append(...await Promise.all(rows))
      // The focus goes to the first new one before the button does: with a button that is hidden it would be lost.
      if (from) list.children[from].firstChild.focus()
      more.hidden = list.children.length >= hits.length
    }
    more.onclick = () => add(30).catch(error => say(`Больше не показать: ${reason(error)}.`))
    await add(Number(limit))
    return element('div', {}, element('h2', {}, `${KINDS[kind]} — ${hits.length.toLocaleString('ru-RU')}`), list, more)
  }

  function sections(hits, terms) {
    return Promise.all(Object.keys(KINDS).filter(kind => hits[kind]?.length).map(kind => section(kind, hits[kind], terms)))
  }

  // The line that a screen reader reads aloud must stand in the page before it is filled. The panel can be
  // focused, so that a click between the results does not take the focus out of the form.
  const status = element('p', { className: 'status' })
  status.setAttribute('role', 'status')
  const panel = element('div', { className: 'panel', tabIndex: -1 })
  found.before(panel)
  panel.append(status, found)

  function open(isOpen) {
    found.hidden = !isOpen
    panel.classList.toggle('open', isOpen)
  }

  function say(text) {
    status.textContent = text
    open(Boolean(text))
  }

  function summary(shown, all) {
    if (shown) return plural(shown, 'Найден # результат.', 'Найдено # результата.', 'Найдено # результатов.')
    if (!all) return 'Ничего не найдено.'
    return `С выбранными условиями ничего не найдено, без них — ${plural(all, '# результат', '# результата', '# результатов')}.`
  }

  // ——— The search itself

  let turns = 0
  let running

  // Names are shown as soon as they are found, then topics and homework, whose files may have to be
  // loaded. What a later query has overtaken is dropped.
  async function search(query) {
    const turn = ++turns
    let outside = 0
    await loadNames()
    for (const { terms, says } of attempts(query)) {
      const entries = findEntries(terms)
      const early = await sections(filtered(entries), terms)
      if (turn !== turns) return
      if (early.length) {
        found.replaceChildren(...early)
        open(true)
      }
      let lessons = {}
      let late = []
      let trouble = ''
      try {
        lessons = await findLessons(terms)
        if (turn === turns) late = await sections(filtered(lessons), terms)
      } catch (error) {
        trouble = ` Темы и домашние задания показаны не все: ${reason(error)}.`
      }
      if (turn !== turns) return
      const shown = count(filtered(entries), filtered(lessons))
      outside ||= count(entries, lessons)
      if (!shown && !trouble) continue
      if (!early.length) found.replaceChildren()
      found.append(...late)
      say(says + summary(shown, outside) + trouble)
      return
    }
    found.replaceChildren()
    say(summary(0, outside))
  }

  function close() {
    turns++
    say('')
  }

  function update() {
    const query = field.value.trim()
    if (!query) {
      close()
      found.replaceChildren()
      return
    }
    running = search(query).catch(error => {
      found.replaceChildren()
      say(`Поиск не работает: ${reason(error)}. Все списки открываются по ссылкам вверху страницы.`)
    })
  }

  // ——— The address of search.html: #q=…&kind=…&group=…

  let writing

  function address() {
    const all = { q: field.value.trim(), kind: form.elements.kind?.value, group: group?.value }
    return `#${new URLSearchParams(Object.entries(all).filter(([name, value]) => value || name === 'q'))}`
  }

  function writeAddress() {
    clearTimeout(writing)
    if (isPage) history.replaceState(null, '', address())
  }

  // A fragment without a query is a place in the page.
  function readAddress() {
    const all = new URLSearchParams(location.hash.slice(1))
    if (location.hash && !all.has('q')) return
    field.value = all.get('q') ?? ''
    for (const radio of form.querySelectorAll('[name=kind]')) radio.checked = radio.value === (all.get('kind') ?? '')
    group.value = all.get('group') ?? ''
    if (group.selectedIndex < 0) group.selectedIndex = 0
    update()
  }

  // The address is not written at each key: browsers refuse one that changes too often.
  function changed() {
    update()
    clearTimeout(writing)
    writing = setTimeout(writeAddress, 200)
  }

  // ——— Keys and focus

  function step(from, by) {
    const stops = [field, ...found.querySelectorAll('a, button:not([hidden])')]
    stops[Math.max(0, Math.min(stops.indexOf(from) + by, stops.length - 1))].focus()
  }

  form.addEventListener('keydown', event => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    if (event.target !== field && !panel.contains(event.target)) return
    if (event.key === 'Escape' && (field.value || !found.hidden)) {
      field.value = ''
      field.focus()
      changed()
    } else if (event.key === 'ArrowDown' && !found.hidden) {
      step(event.target, 1)
    } else if (event.key === 'ArrowUp' && !found.hidden) {
      step(event.target, -1)
    } else {
      return
    }
    event.preventDefault()
  })

  // By the place of the key: on a Russian keyboard it gives a full stop. With Ctrl, since a key alone may be
  // in the way of those who dictate (WCAG 2.1.4).
  document.addEventListener('keydown', event => {
    if (event.code !== 'Slash' || !event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    field.focus()
    field.select()
  })

  form.addEventListener('submit', async event => {
    event.preventDefault()
    if (document.activeElement !== field || !field.value.trim()) return
    if (!isPage) {
      location.href = `${root}search.html${address()}`
      return
    }
    await running
    found.querySelector('a')?.click()
  })

  field.addEventListener('focus', () => {
    Promise.all([loadNames(), loadStems()]).catch(() => {})
    if (field.value && found.hidden) update()
  })

  field.addEventListener('input', changed)
  form.addEventListener('change', event => event.target !== field && changed())

  found.addEventListener('click', event => {
    if (!event.target.closest('a')) return
    writeAddress()
    if (!isPage && !event.ctrlKey && !event.shiftKey && !event.metaKey) close()
  })

  // When the whole window loses the focus, the element keeps it.
  form.addEventListener('focusout', event => {
    if (!isPage && !form.contains(event.relatedTarget) && document.activeElement !== event.target) close()
  })

  form.hidden = false
  if (isPage) {
    addEventListener('hashchange', readAddress)
    readAddress()
    if (field.value) field.focus()
  }
})()
