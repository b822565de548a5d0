// Parts and stems what it is given as the pages do: reads texts, a line each, and writes for each line its
// words with their stems, `word stem` parted by tabs. Called by tests/suite/search.rs.
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'

const window = {}
runInNewContext(readFileSync(new URL('../../templates/site/stem.js', import.meta.url), 'utf8'), { window })
const { words, stem } = window.letopis
const lines = readFileSync(0, 'utf8').split('\n')
process.stdout.write(lines.map(line => words(line).map(word => `${word} ${stem(word)}`).join('\t')).join('\n'))
