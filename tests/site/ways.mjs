// The ways of an inspector through the sample's site, walked in Chromium and in Firefox, with scripts and
// without: `node ways.mjs OUTPUT/site [--shots FOLDER]`. The archive can't be written to, there is no network.
// LETOPIS_WAYS='firefox, scripts, search' walks only those.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { deadEnd, enclose, insist, listing, open, sha256 } from './browsers.mjs'

const [folder, option, shots] = process.argv.slice(2)
if (!folder || (option && !(option === '--shots' && shots))) {
  console.error('node ways.mjs OUTPUT/site [--shots FOLDER]')
  process.exit(2)
}
const { archive, isReadOnly } = enclose(path.resolve(folder, '..'))
const site = path.join(archive, 'site')
if (shots) mkdirSync(shots, { recursive: true })

// ——— What is true, from the sample's own tables

function parse(text, separator = ',') {
  const rows = [['']]
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const row = rows[rows.length - 1]
    if (isQuoted) {
      if (text[at] !== '"') row[row.length - 1] += text[at]
      else if (text[at + 1] === '"') row[row.length - 1] += text[at++]
      else isQuoted = false
    } else if (text[at] === '"') isQuoted = true
    else if (text[at] === separator) row.push('')
    else if (text[at] === '\n') rows.push([''])
    else if (text[at] !== '\r') row[row.length - 1] += text[at]
  }
  return rows.filter(row => row.length > 1 || row[0])
}

const input = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../input')
const table = name => {
  const [head, ...rows] = parse(readFileSync(path.join(input, name), 'utf8'))
  return rows.map(row => Object.fromEntries(head.map((key, n) => [key, row[n]])))
}
const yaml = name => readFileSync(path.join(input, name), 'utf8').split(/^- /m).slice(1).map(part => Object.fromEntries([...part.matchAll(/^ *(\w+): "?(.*?)"?$/gm)].map(([, key, value]) => [key, value])))
const fold = text => text.toLowerCase().replaceAll('ё', 'е')
const norm = text => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim()
const russian = day => day.split('-').reverse().join('.')

const nameOf = person => [person.last_name, person.first_name, person.patronymic].filter(Boolean).join(' ')
const students = table('students.csv').map(row => ({ id: row.id, last: row.last_name, name: nameOf(row), page: `students/${row.id}.html` }))
const staff = yaml('staff.yaml').map(row => ({ id: row.id, last: row.last_name, name: nameOf(row) }))
const groups = yaml('groups.yaml')
const journals = table('journals.csv').map(row => ({ ...row, groupName: groups.find(({ id }) => id === row.group).name, page: `journals/${row.id}.html` }))
const lessons = table('lessons.csv')

// How many people have a word that begins so; the ways need people who can't be taken for others.
const people = beginning => [...students, ...staff].filter(({ name }) => fold(name).split(' ').some(word => word.startsWith(fold(beginning)))).length
const pick = (what, list, is) => {
  const found = list.find(is)
  insist(found, `the sample has no ${what}`)
  return found
}
const half = last => last.slice(0, Math.ceil(last.length / 2))

const someone = pick('student known by half a name', students, ({ last }) => last.length > 5 && people(half(last)) === 1)
// A lesson given by somebody else than the journal's teacher: this is what an inspector asks about.
const TOPIC = { lesson: 'g03j06l004', topic: 'Кодирование текста и изображений', otherForm: 'кодированием текстов' }
const lessonOf = id => {
  const lesson = pick(`lesson ${id}`, lessons, lesson => lesson.id === id)
  const journal = journals.find(({ id }) => id === lesson.journal)
  // Its place in the journal's list: by day, then by number of the lesson of the day.
  const order = ({ date, slot }) => `${date} ${slot.padStart(2, '0')}`
  const own = lessons.filter(other => other.journal === lesson.journal).sort((a, b) => order(a) < order(b) ? -1 : 1)
  const row = `${journal.page}#l${own.indexOf(lesson) + 1}`
  return { ...lesson, journal, row, day: russian(lesson.date), dayPage: `days/${lesson.date}.html`, teacher: staff.find(({ id }) => id === (lesson.teacher || journal.teacher)) }
}

// ——— What the ways do again and again

const fromStart = visit => visit.open('index.html')
const menu = (visit, text, name) => visit.follow('header nav a', text, name)
const results = visit => visit.read(() => all('#found a').map(link => ({
  title: norm((link.querySelector('span') ?? link).textContent), text: norm(link.textContent), href: link.getAttribute('href'), marks: [...link.querySelectorAll('mark')].map(mark => norm(mark.textContent)),
})))
const status = visit => visit.read(() => norm(all('form.search [role=status]').map(node => node.textContent).join(' ')))

// Nothing comes any more: neither results nor words of the status line.
async function settle(visit) {
  let before = ''
  for (let same = 0; same < 4; await new Promise(resolve => setTimeout(resolve, 100))) {
    const now = await visit.read(() => document.querySelector('form.search').textContent + all('#found a').length)
    same = now === before ? same + 1 : 0
    before = now
  }
}

async function seek(visit, query) {
  await visit.click('#q')
  await visit.read(() => {
    document.querySelector('#q').value = ''
  })
  await visit.type(query)
  await visit.until(`an answer to «${query}»`, () => all('form.search [role=status]').some(node => norm(node.textContent)))
  await settle(visit)
}

async function found(visit, query, href) {
  const list = await results(visit)
  insist(list.some(result => result.href?.endsWith(href)), `«${query}» does not find ${href}: ${await status(visit)} ${list.map(({ href }) => href)}`)
  return list
}

async function isOfStudent(visit, student) {
  const title = await visit.read(() => norm(document.querySelector('h1').textContent))
  insist(title.includes(student.name), `${student.page} is headed «${title}»`)
}

// The lesson's row is what a reader sees first, marked off from its neighbours, and tells who gave the lesson.
async function isAtLesson(visit, lesson) {
  const row = await visit.until('a row in view', () => {
    const row = document.querySelector('tr:target')
    if (!row) return
    const { top, bottom } = row.getBoundingClientRect()
    const look = row => [row, row.cells[1]].map(node => `${getComputedStyle(node).backgroundColor} ${getComputedStyle(node).outlineStyle}`).join()
    const other = row.nextElementSibling ?? row.previousElementSibling
    // A browser scrolls by whole pixels.
    return top > -1 && bottom < innerHeight + 1 && { text: norm(row.textContent), isMarkedOff: look(row) !== look(other) }
  })
  insist(row.isMarkedOff, 'the row looks like any other')
  for (const text of [lesson.day, norm(lesson.topic), lesson.teacher.last]) insist(row.text.includes(text), `the row of the lesson lacks «${text}»: ${row.text}`)
}

async function isAtMarks(visit, { lesson, student, value }) {
  const place = lesson.row.split('#')[1]
  const cell = await visit.read((place, page) => {
    const head = document.querySelector(`table.grid thead a[href="#${place}"]`)?.closest('th')
    const row = all(`table.grid tbody a[href="../${page}"]`)[0]?.closest('tr')
    // Two columns, the number and the name, are not in the second head row.
    return head && row ? norm(row.cells[head.cellIndex + 2].textContent) : null
  }, place, student.page)
  insist(cell?.split('/').map(norm).includes(value), `the journal has «${cell}» for ${value}`)
  await visit.follow(`table.grid tbody a[href="../${student.page}"]`, '', student.page)
  await isOfStudent(visit, student)
  const rows = await visit.read(href => all(`main tr a[href="../${href}"]`).map(link => [...link.closest('tr').cells].map(cell => norm(cell.textContent))), lesson.row)
  insist(rows.some(cells => cells.includes(lesson.day) && cells.includes(value)), `${student.page} lacks the ${value} of ${lesson.day}`)
}

// ——— The ways

const ways = []
const way = (name, modes, walk) => ways.push({ name, modes, walk })
const SCRIPTS = [true]
const PLAIN = [false]
const BOTH = [true, false]

way('a student by half a name', SCRIPTS, async (visit, told) => {
  await fromStart(visit)
  const query = half(someone.last)
  await visit.click('#q')
  // From a key to the first result that is there, with an index that may not be read yet.
  await visit.read(() => {
    let pressed
    document.querySelector('#q').addEventListener('input', () => {
      pressed = performance.now()
    }, { capture: true })
    new MutationObserver(() => {
      if (document.querySelector('#found a')) window.answered ??= performance.now() - pressed
    }).observe(document.querySelector('#found'), { childList: true, subtree: true })
  })
  await visit.type(query)
  told.answered = (await visit.until('a result', () => window.answered !== undefined && { time: window.answered })).time
  await settle(visit)
  const [first] = await results(visit)
  insist(first?.title === someone.name, `«${query}» finds «${first?.title}» first`)
  await visit.shot()
  await visit.follow('#found a', someone.name, someone.page)
  await isOfStudent(visit, someone)
})

way('a student by the list', PLAIN, async visit => {
  await fromStart(visit)
  await menu(visit, 'Обучающиеся', 'students.html')
  await visit.follow(`main a[href="${someone.page}"]`, someone.name, someone.page)
  await isOfStudent(visit, someone)
})

way('who taught a topic on a date, by its words', SCRIPTS, async visit => {
  const lesson = lessonOf(TOPIC.lesson)
  insist(lesson.topic.includes(TOPIC.topic) && lesson.teacher.id !== lesson.journal.teacher, `${TOPIC.lesson} is no such lesson`)
  await fromStart(visit)
  await seek(visit, TOPIC.otherForm)
  // There may be more than the panel shows at first.
  while (!(await results(visit)).some(({ href }) => href.endsWith(lesson.row))) {
    const before = (await results(visit)).length
    await visit.click('#found button', 'Показать ещё')
    await visit.until('more results', before => all('#found a').length > before, before)
  }
  const result = (await results(visit)).find(({ href }) => href.endsWith(lesson.row))
  for (const text of [TOPIC.topic, lesson.day, lesson.journal.discipline, lesson.journal.groupName]) insist(result.text.includes(text), `the result lacks «${text}»: ${result.text}`)
  insist(result.marks.join(' ') === TOPIC.topic.split(' ').slice(0, 2).join(' '), `marked are «${result.marks}»`)
  await visit.shot('found')
  await visit.follow(`#found a[href$="${lesson.row}"]`, '', lesson.row)
  await isAtLesson(visit, lesson)
  await visit.shot('lesson')
  await visit.back('index.html')
})

way('who taught a topic on a date, by the calendar', BOTH, async visit => {
  const lesson = lessonOf(TOPIC.lesson)
  await fromStart(visit)
  await menu(visit, 'Календарь', 'calendar.html')
  await visit.follow(`main a[href="${lesson.dayPage}"]`, '', lesson.dayPage)
  const row = await visit.read(href => norm(all(`main tr a[href="../${href}"]`)[0]?.closest('tr').textContent), lesson.row)
  for (const text of [lesson.journal.groupName, TOPIC.topic, lesson.teacher.last]) insist(row.includes(text), `the day's row lacks «${text}»: ${row}`)
  await visit.shot('day')
  await visit.follow(`main tr a[href="../${lesson.row}"]`, '', lesson.row)
  await isAtLesson(visit, lesson)
  await visit.follow('tr:target a', '', lesson.dayPage)
})

way('a day, a journal, a mark, its student', BOTH, async visit => {
  const mark = pick('mark', table('marks.csv'), ({ value }) => /^\d$/.test(value))
  const lesson = lessonOf(mark.lesson)
  const student = students.find(({ id }) => id === mark.student)
  await fromStart(visit)
  await menu(visit, 'Календарь', 'calendar.html')
  await visit.follow(`main a[href="${lesson.dayPage}"]`, '', lesson.dayPage)
  await visit.follow(`main tr a[href="../${lesson.row}"]`, '', lesson.row)
  await isAtLesson(visit, lesson)
  await isAtMarks(visit, { lesson, student, value: mark.value })
})

way('from a page to its PDF and back', BOTH, async visit => {
  const { page } = journals[0]
  await visit.open(page)
  const title = await visit.read(() => document.title)
  const links = await visit.read(() => all('.files a').filter(link => /\.pdf(#|$)/.test(link.href)).map(link => ({
    href: link.getAttribute('href'), page: Number(/#page=(\d+)/.exec(link.href)?.[1] ?? 1), digest: norm(link.closest('tr').querySelector('.digest').textContent),
  })))
  insist(links.length, `${page} has no PDF`)
  const manifest = readFileSync(path.join(archive, 'manifest-sha256.txt'), 'utf8')
  for (const { href, page: number, digest } of links) {
    const file = path.join(site, path.dirname(page), href.split('#')[0])
    insist(digest === sha256(readFileSync(file)), `the page tells another digest of ${href}`)
    insist(manifest.split('\n').includes(`${digest}  ${path.relative(archive, file).replaceAll(path.sep, '/')}`), `the manifest tells another digest of ${href}`)
    await visit.click(`.files a[href="${href}"]`)
    insist(await visit.pdf(number) === digest, `${href}: the browser shows other bytes`)
    await visit.shot('pdf')
    await visit.back(page)
    insist(await visit.read(() => document.title) === title, `«back» leads to ${await visit.where()}`)
  }
})

way('search: nothing is read before the field is used', SCRIPTS, async visit => {
  const read = () => [...new Set(visit.asked.map(url => /\/site\/search\/(.*)$/.exec(url)?.[1]).filter(Boolean))].sort()
  await fromStart(visit)
  await visit.press('Tab', 'Tab')
  await new Promise(resolve => setTimeout(resolve, 1000))
  insist(!read().length, `the start page reads ${read()}`)
  insist(await visit.read(() => all('form.search').length === 1 && !all('#found').length), 'the field is not shown, or its panel is')
  await visit.click('#q')
  await visit.until('the index', () => document.querySelectorAll('script[src$="search/names.js"], script[src$="search/words.js"]').length === 2)
  await new Promise(resolve => setTimeout(resolve, 500))
  insist(`${read()}` === 'names.js,words.js', `at first ${read()} are read`)
  await seek(visit, TOPIC.otherForm)
  insist(read().some(name => name.startsWith('found-')) && read().some(name => name.startsWith('texts-')), `for a topic ${read()} are read`)
})

// Where the keys stand on a Russian keyboard.
const LATIN = '`qwertyuiop[]asdfghjkl;\'zxcvbnm,.'
const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю'
const retyped = (text, from, to) => Array.from(text.toLowerCase(), letter => to[from.indexOf(letter)] ?? letter).join('')

way('search: the other keyboard layout', SCRIPTS, async visit => {
  await fromStart(visit)
  const student = pick('student with a letter on a key of punctuation', students, ({ last }) => /[хъжэбю]/i.test(last) && people(last) === 1)
  const typed = retyped(student.last, CYRILLIC, LATIN)
  await seek(visit, typed)
  insist((await status(visit)).includes(`Показано по запросу «${student.last.toLowerCase()}»`), `«${typed}»: ${await status(visit)}`)
  insist((await found(visit, typed, student.page))[0].title === student.name, `«${typed}» does not find ${student.page} first`)
  const word = pick('Latin word', lessons.flatMap(({ topic }) => topic.match(/[A-Za-z]{5,}/) ?? []), () => true)
  const other = retyped(word, LATIN, CYRILLIC)
  await seek(visit, other)
  insist((await status(visit)).includes(`Показано по запросу «${word.toLowerCase()}»`), `«${other}»: ${await status(visit)}`)
  insist((await results(visit)).some(({ marks }) => marks.includes(word)), `«${other}» finds no «${word}»`)
})

way('search: ё is е', SCRIPTS, async visit => {
  const student = pick('student with ё', students, ({ last }) => last.includes('ё') && people(last) === 1)
  await fromStart(visit)
  // The last as some systems write it: е and two dots over it.
  for (const query of [student.last, student.last.replaceAll('ё', 'е'), student.last.toUpperCase(), student.last.normalize('NFD')]) {
    await seek(visit, query)
    await found(visit, query, student.page)
    insist(!/похожие|по запросу/.test(await status(visit)), `«${query}»: ${await status(visit)}`)
  }
})

way('search: one typo', SCRIPTS, async visit => {
  const { last, page } = pick('student with a long name', students, ({ last }) => last.length > 6 && last[3] !== last[4] && people(last) === 1)
  await fromStart(visit)
  for (const [query, href] of [
    [`${last.slice(0, 3)}щ${last.slice(3)}`, page],
    [last.slice(0, 3) + last.slice(4), page],
    [`${last.slice(0, 3)}щ${last.slice(4)}`, page],
    [last.slice(0, 3) + last[4] + last[3] + last.slice(5), page],
    [`${last.slice(0, 3)}щ${last.slice(4, -1)}`, page],
    [TOPIC.topic.split(' ')[0].replace('о', 'а'), `${lessons.find(({ topic }) => topic.includes(TOPIC.topic)).journal}.html`],
  ]) {
    // Some typo makes another name.
    if (people(query)) continue
    await seek(visit, query)
    insist((await status(visit)).includes('Точных совпадений нет, показаны похожие'), `«${query}»: ${await status(visit)}`)
    if (href === page) await found(visit, query, href)
    else insist((await results(visit)).some(({ text }) => text.includes(TOPIC.topic.split(' ')[0])), `«${query}» finds no such topic`)
  }
})

way('search: filters, and back to what they left', SCRIPTS, async visit => {
  // In another form, and a word of a title, so that disciplines, journals and topics meet it.
  const query = 'историю'
  const own = journals.filter(({ discipline }) => fold(discipline).includes('истори'))
  insist(own.length > 1, 'the sample has no journals of history')
  await fromStart(visit)
  await menu(visit, 'Поиск', 'search.html')
  await seek(visit, query)
  const all = await results(visit)
  const journalsOnly = list => list.filter(({ href }) => /^journals\/[^#]*$/.test(href))
  insist(journalsOnly(all).length === own.length && all.length > own.length, `«${query}» finds ${journalsOnly(all).length} journals of ${own.length}, ${all.length} in all`)
  await visit.click('.kinds input[value=journal]')
  await settle(visit)
  let left = await results(visit)
  insist(left.length === own.length && journalsOnly(left).length === own.length, `of journals only ${left.map(({ href }) => href)} are left`)
  const group = await visit.read(name => [...document.querySelector('#group').options].find(option => norm(option.textContent) === name)?.value, own[1].groupName)
  insist(group, `the list of groups lacks ${own[1].groupName}`)
  await visit.page.select('#group', group)
  await settle(visit)
  left = await results(visit)
  const ofGroup = own.filter(({ groupName }) => groupName === own[1].groupName)
  insist(left.length === ofGroup.length && left[0].href === own[1].page, `of one group ${left.map(({ href }) => href)} are left`)
  await visit.shot('filters')
  const address = await visit.until('the address with the filters', () => location.hash.includes('group=') && location.hash)
  const kept = new URLSearchParams(address.slice(1))
  insist(kept.get('q') === query && kept.get('kind') === 'journal' && kept.get('group') === group, `the address is ${address}`)
  await visit.follow('#found a', '', own[1].page)
  await visit.back(`search.html${address}`)
  await visit.until('the results once more', href => all('#found a').map(link => link.getAttribute('href')).join() === href, own[1].page)
  const state = await visit.read(() => [document.querySelector('#q').value, document.querySelector('.kinds :checked').value, document.querySelector('#group').value].join())
  insist(state === `${query},journal,${group}`, `after «back» the form has ${state}`)
  await visit.click('.kinds input[value=report]')
  await settle(visit)
  insist(!(await results(visit)).length && /ничего/i.test(await status(visit)), `without results it says «${await status(visit)}»`)
  // Opened from elsewhere, an address brings its results.
  const other = await visit.anew()
  await other.open(`search.html${address}`)
  await other.until('the results of an address', href => all('#found a').map(link => link.getAttribute('href')).join() === href, own[1].page)
  await other.end()
})

way('search: keys', SCRIPTS, async visit => {
  const focused = () => visit.read(() => document.activeElement.id || document.activeElement.getAttribute('href') || document.activeElement.nodeName)
  const isAt = async (what, where) => insist(await focused() === what, `${where} the focus is at ${await focused()}, not at ${what}`)
  await visit.open(journals[0].page)
  // A key alone would be in the way of those who dictate (WCAG 2.1.4).
  await visit.press('Slash')
  await isAt('BODY', 'after «/»')
  await visit.page.keyboard.down('Control')
  await visit.press('Slash')
  await visit.page.keyboard.up('Control')
  await isAt('q', 'after Ctrl+/')
  const query = half(someone.last)
  await visit.type(query)
  await visit.until('results', () => all('#found a').length)
  await settle(visit)
  insist(await visit.read(() => document.querySelector('#q').value) === query, 'Ctrl+/ was typed into the field')
  await visit.press('Slash')
  insist(await visit.read(() => document.querySelector('#q').value) === `${query}/`, '«/» can’t be typed in the field')
  await visit.press('Backspace')
  // More than one result is needed to walk through them.
  await visit.press('Escape')
  await seek(visit, TOPIC.otherForm)
  const hrefs = (await results(visit)).map(({ href }) => href)
  insist(hrefs.length > 2, `«${TOPIC.otherForm}» finds ${hrefs.length}`)
  await visit.press('ArrowDown')
  await isAt(hrefs[0], 'after ↓')
  await visit.press('ArrowDown')
  await isAt(hrefs[1], 'after ↓↓')
  await visit.shot('keys')
  await visit.press('ArrowUp')
  await isAt(hrefs[0], 'after ↓↓↑')
  await visit.press('ArrowUp')
  await isAt('q', 'after ↓↓↑↑')
  await visit.press('ArrowDown', 'Escape')
  await isAt('q', 'after Esc')
  insist(await visit.read(() => !document.querySelector('#q').value && !all('#found').length && !all('#found a').length), 'Esc does not empty the field and close the panel')
  // The panel goes when the focus does, by keys and by mouse.
  await seek(visit, query)
  insist((await results(visit)).length, 'the panel is not there once more')
  await visit.page.keyboard.down('Shift')
  await visit.press('Tab')
  await visit.page.keyboard.up('Shift')
  await visit.until('a closed panel', () => !all('#found a').length)
  await seek(visit, query)
  await visit.click('footer p')
  await visit.until('a closed panel', () => !all('#found a').length)
  await seek(visit, query)
  await visit.press('ArrowDown', 'Enter')
  await visit.arrive(someone.page)
  await visit.back(journals[0].page)
  // Enter in the field leads to the page of search, and there to the first result.
  await seek(visit, query)
  await visit.press('Enter')
  await visit.until('the page of search', query => /search\.html$/.test(location.pathname) && new URLSearchParams(location.hash.slice(1)).get('q') === query && all('#found a').length, query)
  await settle(visit)
  await isAt('q', 'on search.html')
  await visit.press('Enter')
  await visit.arrive(someone.page)
})

way('search: hostile texts', SCRIPTS, async visit => {
  const texts = ['<b>"\'\\', '<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', '.,:;!?«»—()', ' ', '&q=1&kind=<b>', '%', '%20%', '#', '*+?[(\\', '\u202e\u200b\u0000', '😀😀', '__proto__', 'constructor toString', 'а'.repeat(20000), 'а б '.repeat(2000), '0', '-1', 'null']
  const addresses = ['q=%', 'q=%E0%A4%A', 'q=%3Cb%3E%22%27%5C', `q=${'%D0%B0'.repeat(3000)}`, 'q=а&kind=nothing&group=999', 'q=а&kind=%22%5D&group=-1', 'q', '=', 'main', 'q=&kind=student']
  const isSound = async what => {
    insist(!await visit.read(() => document.querySelectorAll('form.search b, form.search img, form.search script').length), `${what} became markup`)
    insist(await visit.read(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${what} makes the page wider than the window`)
  }
  for (const name of ['index.html', 'search.html']) {
    await visit.open(name)
    for (const text of texts) {
      const what = `${name}: «${text.slice(0, 40)}»`
      // As if pasted: thousands of keys take too long.
      await visit.click('#q')
      await visit.read(text => {
        const field = document.querySelector('#q')
        field.value = text
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      }, text)
      await settle(visit)
      if (text.trim()) insist(await status(visit), `${what}: nothing is said`)
      await isSound(what)
    }
    await seek(visit, someone.last)
    await found(visit, someone.last, someone.page)
  }
  for (const address of addresses) {
    const other = await visit.anew(`${visit.way}, search.html#${address.slice(0, 40)}`)
    await other.open(`search.html#${address}`)
    await other.until('the field', () => all('#q').length)
    await settle(other)
    insist(!await other.read(() => document.querySelectorAll('form.search b').length), `#${address} became markup`)
    await seek(other, someone.last)
    await found(other, someone.last, someone.page)
    await other.end()
  }
})

// ——— Tables

// The region around a table is named by a heading. The rows of a table as they are seen.
const under = id => `.scroll[aria-labelledby="${id}"]`
const rowsOf = (visit, region) => visit.read(region => {
  const table = document.querySelector(`${region} > table`)
  return [...table.tBodies].flatMap(body => [...body.rows]).filter(isSeen).map(row => [...row.cells].map(cell => norm(cell.innerText)))
}, region)
const toolsOf = region => `.tools:has(+ ${region})`

function valueOf(text) {
  if (/^[—–-]?$/.test(text)) return null
  const date = /^(\d\d)\.(\d\d)\.(\d{4})/.exec(text)
  if (date) return Number(date[3] + date[2] + date[1])
  return /^[-−]?[\d ]+(,\d+)?( ?%)?$/.test(text) ? Number(text.replace(/[ %]/g, '').replace('−', '-').replace(',', '.')) : text
}

function isInOrder(values, sign) {
  return values.every((value, n) => {
    const next = values[n + 1]
    if (n + 1 === values.length || next === null) return true
    if (value === null) return false
    return typeof value === 'number' && typeof next === 'number' ? sign * (next - value) >= 0 : sign * String(next).localeCompare(String(value), 'ru', { numeric: true }) >= 0
  })
}

way('tables: sorted up, down and back', SCRIPTS, async visit => {
  for (const [page, id, title, place] of [
    [journals[0].page, 'lessons', 'Дата', 1], [journals[0].page, 'lessons', '№', 0], [journals[0].page, 'lessons', 'Тема', 5],
    [journals[0].page, 'marks', 'Средний балл', -1], [journals[0].page, 'marks', 'Пропущено, ч', -4], [journals[0].page, 'marks', 'Фамилия', 1],
  ]) {
    const what = `${page}: «${title}»`
    await visit.open(page)
    const before = await rowsOf(visit, under(id))
    const press = async (sign, order) => {
      await visit.click(`${under(id)} th button`, title)
      const rows = await rowsOf(visit, under(id))
      insist(rows.length === before.length, `${what}: ${rows.length} rows of ${before.length}`)
      const aria = await visit.read(region => document.querySelector(`${region} [aria-sort]`)?.getAttribute('aria-sort') ?? '', under(id))
      insist(aria === order, `${what}: aria-sort is «${aria}», not «${order}»`)
      if (sign) insist(isInOrder(rows.map(row => valueOf(row.at(place))), sign), `${what} ${order}: ${rows.map(row => row.at(place)).join(' | ')}`)
      else insist(JSON.stringify(rows) === JSON.stringify(before), `${what}: not as before`)
    }
    insist(new Set(before.map(row => row.at(place))).size > 2, `${what}: nothing to sort`)
    await press(1, 'ascending')
    await press(-1, 'descending')
    await visit.shot(title)
    await press(0, '')
  }
})

way('tables: rows picked by words', SCRIPTS, async visit => {
  const region = under('lessons')
  await visit.open(journals[0].page)
  const before = await rowsOf(visit, region)
  const said = () => visit.read(tools => norm(document.querySelector(`${tools} [role=status]`).textContent), toolsOf(region))
  const word = before[0][5].split(' ').at(-1)
  const wanted = before.filter(row => fold(row.join(' ')).includes(fold(word)))
  insist(wanted.length < before.length, `«${word}» picks nothing out`)
  await visit.click(`${toolsOf(region)} input`)
  await visit.type(word.toUpperCase())
  insist(JSON.stringify(await rowsOf(visit, region)) === JSON.stringify(wanted), `«${word}» picks other rows`)
  insist((await said()).includes(`${wanted.length}`) && (await said()).includes(`${before.length}`), `it says «${await said()}»`)
  await visit.shot()
  await visit.type(' ъъъ')
  insist(!(await rowsOf(visit, region)).length && await said(), 'rows are picked by no word of theirs')
  // A link to a row that is not picked brings it back.
  await visit.click('table.grid thead a[href="#l2"]')
  await visit.until('the row of the link', () => {
    const row = document.querySelector('#l2')
    return isSeen(row) && row.getBoundingClientRect().top > -1 && row.getBoundingClientRect().bottom < innerHeight + 1
  })
  insist((await rowsOf(visit, region)).length === before.length, 'not all rows are back')
})

// As a table says it: a spreadsheet's guard and its own way of writing numbers are no difference.
const plain = text => norm(text).replace(/^'(?=[=+@\t-])/, '').replace(/(\d) (?=\d{3})/g, '$1').replace(/^−/, '-')

way('tables: copied and as CSV', SCRIPTS, async visit => {
  for (const [page, id] of [[someone.page, 'journals'], [journals[0].page, 'lessons'], [journals[0].page, 'marks'], ['reports/substitutions.html', null]]) {
    await visit.open(page)
    // A report names its tables itself.
    const region = id ? under(id) : await visit.read(() => `.scroll[aria-label="${all('.tools + .scroll')[0]?.getAttribute('aria-label')}"]`)
    const tools = toolsOf(region)
    const rows = (await rowsOf(visit, region)).map(row => row.map(plain))
    const what = `${page}, ${region}`
    await visit.click(`${tools} button`, 'CSV')
    const { name, bytes } = await visit.downloaded()
    const text = bytes.toString('utf8')
    insist(/^[^<>:"/\\|?*]+\.csv$/.test(name), `${what}: the file is named «${name}»`)
    insist(text.startsWith('\ufeff') && text.endsWith('\r\n'), `${what}: no BOM, or no end of line`)
    const csv = parse(text.slice(1), ';')
    const width = csv[0].length
    insist(csv.every(row => row.length === width) && csv[0].every((title, n) => title || n === 0), `${what}: the head is ${csv[0].join(';')}`)
    insist(JSON.stringify(csv.slice(1).map(row => row.map(plain))) === JSON.stringify(rows), `${what}: the file has ${JSON.stringify(csv.slice(1, 3))}, the page ${JSON.stringify(rows.slice(0, 2))}, ${csv.length - 1} and ${rows.length} rows`)
    if (page === someone.page) insist(rows.some(row => row.some(cell => /[;"]/.test(cell))), `${what}: nothing that must be quoted`)
    await visit.click(`${tools} button`, 'Копировать')
    await visit.until('a word about the copy', tools => /копирован/i.test(document.querySelector(`${tools} [role=status]`).textContent), tools)
    await visit.read(() => {
      const area = document.createElement('textarea')
      area.id = 'pasted'
      document.querySelector('main').prepend(area)
    })
    await visit.click('#pasted')
    await visit.paste()
    const pasted = await visit.until('what was copied', () => document.querySelector('#pasted').value)
    const lines = pasted.split('\n').map(line => line.replace(/\r$/, '').split('\t'))
    const same = JSON.stringify(lines.map(line => line.map(cell => cell.replace(/^"(.*)"$/s, (_, inner) => inner.replaceAll('""', '"'))))) === JSON.stringify(csv)
    insist(same, `${what}: copied are ${lines.length} lines: ${JSON.stringify(lines.slice(0, 2))}`)
  }
})

// ——— Every kind of page: the first and the last of each folder

const names = readdirSync(site, { recursive: true }).map(name => name.replaceAll(path.sep, '/')).filter(name => name.endsWith('.html')).sort()
const kinds = new Map()
for (const name of names) {
  const kind = name.includes('/') ? path.posix.dirname(name) : name
  kinds.set(kind, [kinds.get(kind)?.[0] ?? name, name])
}
const pages = [...new Set([...kinds.values()].flat())]

// Each in a tab of its own: past the last stop of a page the focus is in the window's controls, and stays there.
const ofEach = async (visit, look) => {
  for (const name of pages) {
    const tab = await visit.anew(`${visit.way}, ${name}`)
    try {
      await tab.open(name)
      await look(tab)
    } catch (error) {
      tab.tell(error.message)
    }
    await tab.end()
  }
}

way('every kind of page: whole, and no wider than the window', BOTH, async visit => {
  for (const [width, zoom] of [[1300, 1], [390, 1], [1300, 2]]) {
    await visit.resize(width, 900, zoom)
    await ofEach(visit, async tab => {
      const page = await tab.read(() => ({
        sources: [...document.querySelectorAll('[src], link[href]')].map(node => node.src || node.href),
        broken: [...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src),
        isStyled: getComputedStyle(document.querySelector('header')).borderBottomStyle === 'solid',
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        controls: all('form, input, select, textarea, button, .tools, [role=status], [role=search]').map(node => node.outerHTML.slice(0, 80)),
        handlers: document.querySelectorAll('script:not([src]), style, [style], [onclick], [onload], [onerror]').length,
      }))
      insist(page.sources.every(visit.isOwn), `asks for ${page.sources}`)
      insist(!page.broken.length, `broken images: ${page.broken}`)
      insist(page.isStyled, 'the style is not applied')
      insist(page.wide <= 0, `${page.wide} px wider than the window of ${width / zoom} px`)
      insist(!page.handlers || visit.browser.hasScripts, 'scripts or styles in the page itself')
      insist(visit.browser.hasScripts || !page.controls.length, `without scripts there is ${page.controls}`)
    })
    await visit.open(journals[0].page)
    await visit.shot(`${width / zoom}`)
  }
  if (visit.browser.hasScripts) {
    await visit.resize(390)
    await fromStart(visit)
    await seek(visit, TOPIC.otherForm)
    insist(await visit.read(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'the results are wider than a phone')
    await visit.shot('results on a phone')
  } else {
    await visit.open('search.html')
    insist(await visit.read(() => all('noscript').some(node => norm(node.textContent)) && all('main a[href="students.html"]').length && all('main a[href="calendar.html"]').length), 'search.html does not tell of other ways')
  }
})

way('every kind of page: the keyboard', BOTH, async visit => {
  // Where the focus is and whether it can be seen there.
  const focus = tab => tab.read(() => {
    const node = document.activeElement
    const box = node.getClientRects()[0]
    if (!box || node === document.body) return
    const style = getComputedStyle(node)
    return {
      what: node.outerHTML.slice(0, 100),
      isSkip: node.matches('.skip'),
      isInMain: Boolean(node.closest('main')),
      isSeen: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
      isOutlined: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
    }
  })
  const walk = async (tab, steps) => {
    for (let step = 0; step < steps; step++) {
      await tab.press('Tab')
      const at = await focus(tab)
      // After the last stop comes the window itself.
      if (!at) return
      insist(at.isSeen && at.isOutlined, `the focus can’t be seen: ${at.what}`)
    }
  }
  await ofEach(visit, async tab => {
    await tab.press('Tab')
    let at = await focus(tab)
    insist(at?.isSkip && at.isSeen, `the first stop is ${at?.what}`)
    await tab.press('Enter')
    await tab.until('the skip link’s aim', () => location.hash === '#main')
    await tab.press('Tab')
    at = await focus(tab)
    insist(!at || at.isInMain, `after the skip link the focus is at ${at?.what}`)
    await walk(tab, 14)
  })
  await fromStart(visit)
  await walk(visit, 30)
})

// ——— The walk

const problems = []
const before = listing(archive)
const lines = await Promise.all(['chromium', 'firefox'].map(async kind => {
  const proxy = await deadEnd()
  const lines = []
  for (const hasScripts of [true, false]) {
    const title = `${kind}, ${hasScripts ? 'scripts' : 'no scripts'}`
    const told = {}
    const own = ways.filter(({ name, modes }) => modes.includes(hasScripts) && `${title}, ${name}`.includes(process.env.LETOPIS_WAYS ?? ''))
    if (!own.length) continue
    const browser = await open(kind, hasScripts, { site, proxy, problems, shots })
    for (const { name, walk } of own) {
      const visit = await browser.visit(name)
      try {
        await walk(visit, told)
      } catch (error) {
        visit.tell(error.message)
        await visit.shot('problem').catch(() => {})
      }
      await visit.end().catch(() => {})
    }
    await browser.close()
    lines.push(`${kind} ${browser.version}, ${hasScripts ? 'with' : 'without'} scripts: ${own.length} ways, ${pages.length} pages of every kind${'answered' in told ? `, first result ${Math.round(told.answered)} ms after the key` : ''}`)
  }
  proxy.close()
  return lines
}))
const after = listing(archive)
for (const name of new Set([...before.keys(), ...after.keys()])) {
  if (before.get(name) !== after.get(name)) problems.push({ where: 'the archive', text: `the browsers changed ${path.relative(archive, name) || 'the folder'}` })
}
if (problems.length) {
  // The same at many places is told once.
  const places = new Map()
  for (const { where, text } of problems) places.set(text, [...places.get(text) ?? [], where])
  for (const [text, all] of places) {
    console.log(text.replaceAll(pathToFileURL(archive).href, ''))
    for (const where of [...new Set(all)].slice(0, 4)) console.log(`  ${where}`)
    if (new Set(all).size > 4) console.log(`  and at ${new Set(all).size - 4} places more`)
  }
  process.exit(1)
}
console.log(lines.flat().join('\n'))
console.log(`${isReadOnly ? 'read-only, ' : ''}no network, ${before.size} files and folders as before`)
