// Checks a built site from file://: `node check.mjs FOLDER`. Valid HTML (vnu), WCAG 2.2 AA (axe) light
// and dark, nothing wider than the window on a phone, no request that leaves the folder, no error.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const tools = process.env.LETOPIS_TOOLS ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(process.env.HOME, '.cache'), 'letopis-tools')
const require = createRequire(path.join(tools, 'package.json'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const site = path.resolve(process.argv[2])
const problems = []

const all = readdirSync(site, { recursive: true }).map(String).filter(name => name.endsWith('.html'))
try {
  const files = all.map(name => path.join(site, name))
  execFileSync('java', ['-Xss8m', '-jar', require('vnu-jar'), '--errors-only', '--also-check-css', ...files], { stdio: 'pipe', maxBuffer: 1 << 26 })
} catch (error) {
  problems.push(`vnu:\n${String(error.stderr ?? error).slice(0, 4000)}`)
}

// One page of each kind, the first and the last of its folder.
const kinds = new Map()
for (const name of all.sort()) {
  const kind = path.dirname(name) === '.' ? name : path.dirname(name)
  kinds.set(kind, [kinds.get(kind)?.[0] ?? name, name])
}
const pages = [...new Set([...kinds.values()].flat())]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
for (const [width, colorScheme] of [[1300, 'light'], [390, 'dark']]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
  for (const name of pages) {
    const page = await context.newPage()
    const where = `${name} (${width}, ${colorScheme})`
    page.on('request', request => {
      const url = request.url()
      if (!url.startsWith(pathToFileURL(site).href + '/')) problems.push(`${where}: asks for ${url}`)
    })
    page.on('requestfailed', request => problems.push(`${where}: ${request.url()} ${request.failure()?.errorText}`))
    page.on('console', message => message.type() === 'error' && problems.push(`${where}: ${message.text()}`))
    await page.goto(pathToFileURL(path.join(site, name)).href)
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector('header, th')).borderBottomStyle)
    if (styled !== 'solid') problems.push(`${where}: the style is not applied`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) problems.push(`${where}: ${wide} px wider than the window`)
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => axe.run({ preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    for (const violation of violations) problems.push(`${where}: axe ${violation.id}: ${violation.nodes[0].html.slice(0, 200)} (${violation.nodes.length})`)
    await page.close()
  }
  await context.close()
}
await browser.close()
if (problems.length) {
  console.log(problems.join('\n'))
  process.exit(1)
}
console.log(`${all.length} pages valid, ${pages.length} looked at in the browser`)
