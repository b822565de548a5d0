// Words of a text and their stems, for the search. The index was written by a program that parts and
// stems words in the same way: if one of the two is changed, words of the index are no longer met.
//
// The stemmer is Snowball's for Russian (https://snowballstem.org/algorithms/russian/stemmer.html).
// It takes the longest ending of a class and then asks whether it may stand there; a regular expression
// tries places from the left, so that `(…)$` finds the longest of its endings by itself. An ending that
// may only follow «а» or «я» says so by a look behind it, and nothing shorter can take its place then.
(() => {
  'use strict'
  const letopis = window.letopis = window.letopis || {}

  // What Rust's char::is_alphanumeric takes for a letter or a digit.
  const WORD = /[\p{Alphabetic}\p{N}]+/gu

  // «Ё» is written or not as one likes, so it must not matter.
  function fold(text) {
    return text.toLowerCase().replace(/ё/g, 'е')
  }

  function words(text) {
    return (text.match(WORD) || []).map(fold)
  }

  // Endings that follow «а» or «я», or any letter.
  function endings(afterA, any) {
    return new RegExp(`(?:(?<=[ая])(?:${afterA})|${any})$`)
  }

  // прочитав, сделавшись; пошутив, умывшись
  const GERUND = endings('в|вши|вшись', '[иы]в|[иы]вши|[иы]вшись')

  // учиться, учись
  const REFLEXIVE = /с[ья]$/

  // новый, новая, новому
  const ADJECTIVE = new RegExp(`(?:${[
    'ее|ие|ое|ые|ими|ыми|ей|ий|ой|ый|ем|им|ом|ым',
    'его|ого|ему|ому|их|ых|ею|ою|ую|юю|ая|яя',
  ].join('|')})$`)

  // What is left of a participle without the ending of an adjective: читающ, сделанн; требующ, пошутивш
  const PARTICIPLE = endings('ем|нн|вш|ющ|щ', 'ивш|ывш|ующ')

  // читала, читаешь; говорила, требует
  const VERB = endings('ла|на|ете|йте|ли|й|л|ем|н|ло|но|нно|ет|ют|ны|ть|ешь', [
    'ила|ыла|ена|ейте|уйте|ите|или|ыли|ей|уй|ил|ыл|им|ым|ен|ило|ыло|ено',
    'ят|ует|уют|ит|ыт|ены|ить|ыть|ишь|ую|ю',
  ].join('|'))

  // книга, уравнениями
  const NOUN = new RegExp(`(?:${[
    'а|ев|ов|ие|ье|е|иями|ями|ами|еи|ии|и|ией|ей|ой|ий|й|иям|ям|ием|ем|ам|ом',
    'о|у|ах|иях|ях|ы|ь|ию|ью|ю|ия|ья|я',
  ].join('|')})$`)

  // весёлость: goes only from words long enough.
  const DERIVATIONAL = /ость?$/

  // Everything after the first vowel: endings are looked for there alone.
  const AFTER_VOWEL = /^[^аеиоуыэюя]*[аеиоуыэюя]/

  // All up to the second place where a consonant follows a vowel.
  const LONG_ENOUGH = /^(?:[^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя]){2}/

  // The ending of a word form: that of a gerund, or, apart from a «-ся», that of an adjective (and of the
  // participle before it), a verb or a noun, whichever comes first.
  function withoutInflection(text) {
    if (GERUND.test(text)) return text.replace(GERUND, '')
    const plain = text.replace(REFLEXIVE, '')
    if (ADJECTIVE.test(plain)) return plain.replace(ADJECTIVE, '').replace(PARTICIPLE, '')
    if (VERB.test(plain)) return plain.replace(VERB, '')
    return plain.replace(NOUN, '')
  }

  // The stem of a folded word; a word without Cyrillic letters has none of these endings and stays.
  function stem(word) {
    const start = AFTER_VOWEL.exec(word)
    if (!start) return word
    const head = start[0]
    const long = LONG_ENOUGH.exec(word)
    let rest = withoutInflection(word.slice(head.length)).replace(/и$/, '')
    const derivational = DERIVATIONAL.exec(rest)
    if (derivational && long && head.length + derivational.index >= long[0].length) rest = rest.slice(0, derivational.index)
    // A superlative, a doubled «н», a soft sign: at most one of the three.
    if (/ейше?$/.test(rest)) return head + rest.replace(/ейше?$/, '').replace(/нн$/, 'н')
    return head + rest.replace(/нн$/, 'н').replace(/ь$/, '')
  }

  Object.assign(letopis, { WORD, fold, words, stem })
})()
