// The index of the search and what is found in it. It is a set of classic scripts in search/, each of which
// calls letopis.load(name, data): a page opened from a disk may read no other files. Nothing of it is loaded
// before the search is used, and then only what the words of the query need.
(() => {
  'use strict'
  const letopis = window.letopis
  const { words, stem } = letopis

  // Kinds whose titles are ordinary words, met in any form: «информатику» finds «Информатика».
  const INFLECTED = ['discipline', 'journal', 'document', 'report', 'day']

  function remembered(make) {
    const made = new Map()
    return text => {
      if (!made.has(text)) made.set(text, make(text))
      return made.get(text)
    }
  }

  // Where the last of ascending numbers stands that is not greater than the given one.
  function lastUpTo(number, length, numberAt) {
    let [low, high] = [0, length]
    while (high - low > 1) {
      const middle = low + high >> 1
      if (numberAt(middle) > number) high = middle
      else low = middle
    }
    return low
  }

  // ——— The index: names, stems

  const FOLDER = new URL('../search/', document.currentScript.src)
  class Missing extends Error {}
  const arrived = new Map()
  const files = new Map()
  let names
  let stems

  letopis.load = (name, data) => arrived.set(name, data)

  // A file of the index. A damaged one loads too, but does not call letopis.load.
  function load(name) {
    if (!files.has(name)) {
      files.set(name, new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement('script'), { src: new URL(`${name}.js`, FOLDER) })
        script.onerror = () => {
          files.delete(name)
          reject(new Missing(`файл site/search/${name}.js отсутствует или повреждён`))
        }
        script.onload = () => arrived.has(name) ? resolve(arrived.get(name)) : script.onerror()
        document.head.append(script)
      }))
    }
    return files.get(name)
  }

  function reason(error) {
    return error instanceof Missing ? error.message : 'указатель в папке site/search повреждён'
  }

  // Texts are kept as « слово слово », so that whole words and beginnings are found by their spaces.
  async function loadNames() {
    const { groups, entries, journals, lessons, texts } = await load('names')
    const spaced = remembered(text => ` ${words(text).join(' ')} `)
    const stemmed = remembered(text => ` ${words(text).map(stem).join(' ')} `)
    names ??= {
      groups, lessons, texts,
      entries: entries.map(([kind, title, href, note, groups]) => ({
        kind, title, href, note, groups, text: spaced(title), stems: INFLECTED.includes(kind) ? stemmed(title) : '', noteText: spaced(note),
      })),
      journals: journals.map(([first, group, title, href], n) => ({
        first, end: journals[n + 1]?.[0] ?? lessons, group, title, href, text: spaced(`${title} ${groups[group] ?? ''}`), stems: stemmed(title),
      })),
    }
  }

  async function loadStems() {
    stems ??= (await load('words')).map(line => line.split(' '))
  }

  // A place is 2 · lesson for its topic, 2 · lesson + 1 for its homework.
  function journalOf(place) {
    return names.journals[lastUpTo(place >> 1, names.journals.length, n => names.journals[n].first)]
  }

  // Does an entry or a place belong to the group of a number?
  function isOfGroup(hit, group) {
    return hit >= 0 ? journalOf(hit).group === group : hit.groups.includes(group)
  }

  // ——— How well a word is met: 0 is not at all, 1 the best; those of a query's words are added up

  const [WHOLE, BEGINNING, STEM, TYPO, TYPO_AT_BEGINNING, IN_NOTE] = [1, 2, 3, 4, 5, 6]
  const isSame = (text, other) => text === other
  const isBegun = (text, beginning) => text.startsWith(beginning)

  function termsOf(text, withTypo) {
    return words(text).map(word => {
      const term = { word, stem: stem(word), wholeWord: ` ${word} `, beginning: ` ${word}`, wholeStem: ` ${stem(word)} ` }
      if (withTypo && word.length > 3) term.typoCost = remembered(other => typoCost(word, other))
      return term
    })
  }

  // Are two words one typo apart: a letter too many, missing, other, or two swapped? `met` says
  // whether what comes after the typo must be the same or only begin so.
  function isNear(word, other, met) {
    let same = 0
    while (same < word.length && word[same] === other[same]) same++
    const [left, right] = [word.slice(same), other.slice(same)]
    return met(right, left.slice(1)) || met(right.slice(1), left) || met(right.slice(1), left.slice(1)) ||
      left[0] === right[1] && left[1] === right[0] && met(right.slice(2), left.slice(2))
  }

  function typoCost(word, other) {
    if (isNear(word, other, isSame)) return TYPO
    return isNear(word, other, isBegun) ? TYPO_AT_BEGINNING : 0
  }

  function stemCost(term, other) {
    if (other === term.stem) return WHOLE
    if (other.startsWith(term.word)) return BEGINNING
    if (!term.typoCost) return 0
    return isNear(term.stem, other, isSame) ? TYPO : term.typoCost(other)
  }

  function textCost(term, text, stems) {
    if (text.includes(term.wholeWord)) return WHOLE
    if (text.includes(term.beginning)) return BEGINNING
    if (stems.includes(term.wholeStem)) return STEM
    if (!term.typoCost) return 0
    if (stems.split(' ').some(other => isNear(term.stem, other, isSame))) return TYPO
    const costs = text.split(' ').map(term.typoCost)
    return costs.includes(TYPO) ? TYPO : Math.max(...costs)
  }

  function entryCost(term, { text, stems, noteText }) {
    const cost = textCost(term, text, stems)
    if (cost) return cost
    const inNote = textCost(term, noteText, '')
    return inNote && IN_NOTE + inNote
  }

  // ——— What is found, by kind: entries, and places of lessons

  // Entries that meet every word, the best first, otherwise in the order of the index.
  function findEntries(terms) {
    const met = []
    // Words that stand together as in the query are meant: of «04.03.2025» and «04.04.2025» the right one.
    const phrase = ` ${terms.map(term => term.word).join(' ')} `
    for (const entry of terms.length ? names.entries : []) {
      let sum = 0
      const isMet = terms.every(term => {
        const cost = entryCost(term, entry)
        sum += cost
        return cost
      })
      if (isMet) met.push({ entry, sum: entry.text.includes(phrase) || entry.noteText.includes(phrase) ? 0 : sum })
    }
    const hits = {}
    for (const { entry } of met.sort((one, other) => one.sum - other.sum)) (hits[entry.kind] ??= []).push(entry)
    return hits
  }

  // How well each place meets a word, by itself or by the journal it stands in: «логарифмы ИС-11».
  async function costsOf(term) {
    const costs = new Uint8Array(2 * names.lessons)
    for (const { first, end, text, stems } of names.journals) {
      const cost = textCost(term, text, stems)
      if (cost) costs.fill(IN_NOTE + cost, 2 * first, 2 * end)
    }
    await Promise.all(stems.map(async (list, n) => {
      const met = list.map((word, at) => [at, stemCost(term, word)]).filter(([, cost]) => cost)
      if (!met.length) return
      const places = await load(`found-${n}`)
      for (const [at, cost] of met) {
        let place = 0
        for (const step of places[at]) {
          place += step
          if (!costs[place] || cost < costs[place]) costs[place] = cost
        }
      }
    }))
    return costs
  }

  // Places that meet every word, at least one of them by themselves; the best first.
  async function findLessons(terms) {
    if (!terms.length) return {}
    await loadStems()
    const all = await Promise.all(terms.map(costsOf))
    const bySum = [[], []]
    for (let place = 0; place < 2 * names.lessons; place++) {
      let sum = 0
      let isOwn = false
      let isMet = true
      for (const costs of all) {
        const cost = costs[place]
        isMet &&= cost > 0
        isOwn ||= cost < IN_NOTE
        sum += cost
      }
      if (isMet && isOwn) (bySum[place % 2][sum] ??= []).push(place)
    }
    return { topic: bySum[0].flat(), homework: bySum[1].flat() }
  }

  // ——— What is looked for: the query, then the same keys in the other layout, then with a typo

  const LATIN = '`qwertyuiop[]asdfghjkl;\'zxcvbnm,.~{}:"<>'
  const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбюёхъжэбю'

  function retyped(text, from, to) {
    return Array.from(text, letter => to[from.indexOf(letter)] ?? letter).join('')
  }

  function attempts(query) {
    const text = query.normalize('NFC').toLowerCase()
    const layouts = [retyped(text, LATIN, CYRILLIC), retyped(text, CYRILLIC, LATIN)].filter(other => other !== text)
    return [
      { terms: termsOf(text), says: '' },
      ...layouts.map(other => ({ terms: termsOf(other), says: `Показано по запросу «${other}». ` })),
      { terms: termsOf(text, true), says: 'Точных совпадений нет, показаны похожие. ' },
    ]
  }

  // What a place holds: its journal, the day, the text, and the link to its lesson.
  async function lessonAt(place) {
    const lesson = place >> 1
    const journal = journalOf(place)
    const n = lastUpTo(lesson, names.texts.length, at => names.texts[at])
    const [day, ...texts] = (await load(`texts-${n}`))[lesson - names.texts[n]]
    const href = `${journal.href}#l${lesson - journal.first + 1}`
    return { title: journal.title, group: names.groups[journal.group], day, text: texts[place % 2], href }
  }

  letopis.find = { loadNames, loadStems, attempts, findEntries, findLessons, isOfGroup, lessonAt, stemCost, reason }
})()
