// What the ways through the site share: an archive that nobody can write to, no network, and Chromium and
// Firefox behind one interface, with scripts or without.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const tools = process.env.LETOPIS_TOOLS ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(process.env.HOME, '.cache'), 'letopis-tools')
const puppeteer = createRequire(path.join(tools, 'package.json'))('puppeteer-core')

// Nothing here measures speed: a busy machine must not fail the ways.
const PATIENCE = 30_000
const sleep = time => new Promise(resolve => setTimeout(resolve, time))
export const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')

export function insist(condition, message) {
  if (!condition) throw new Error(message)
}

// ——— The archive, as an inspector may have it: on a disk that can't be written to, with no network, in a
// folder whose name is full of letters that an address must escape («%20» there is no space)

const FOLDER = 'Архив «ИС» & Ко #1 100%20 +1'

// Runs this script once more, inside; returns there where the archive is, and never returns outside.
export function enclose(archive) {
  const inside = process.env.LETOPIS_WAYS_INSIDE
  if (inside) {
    let isReadOnly = false
    try {
      writeFileSync(path.join(inside, 'test'), '')
      rmSync(path.join(inside, 'test'))
    } catch {
      isReadOnly = true
    }
    return { archive: inside, isReadOnly }
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'letopis-ways-'))
  const place = path.join(folder, FOLDER)
  mkdirSync(place)
  const again = [process.execPath, ...process.argv.slice(1)]
  const options = { stdio: 'inherit', env: { ...process.env, LETOPIS_WAYS_INSIDE: place } }
  // Root may write everywhere but to a file system that is mounted read-only.
  const mount = 'ip link set lo up && mount --bind "$1" "$2" && mount -o remount,bind,ro "$2" && shift 2 && exec "$@"'
  const unshare = (flags, command, options) => spawnSync('unshare', [...flags, '--mount', '--net', 'sh', '-c', mount, 'sh', archive, place, ...command], options)
  const flags = [[], ['--map-root-user']].find(flags => unshare(flags, ['true']).status === 0)
  let run
  if (flags) {
    run = unshare(flags, again, options)
    // Not recursively: should the mount ever be seen from here, the archive would go with it.
    rmdirSync(place)
  } else {
    console.log('no mount of its own here: a copy without write bits, and the network only stopped by a proxy')
    cpSync(archive, place, { recursive: true })
    const walk = mode => [place, ...readdirSync(place, { recursive: true }).map(name => path.join(place, name))].forEach(name => chmodSync(name, statSync(name).isDirectory() ? mode | 0o111 : mode))
    walk(0o444)
    run = spawnSync(again[0], again.slice(1), options)
    walk(0o644)
    rmSync(place, { recursive: true })
  }
  rmdirSync(folder)
  process.exit(run.status ?? 1)
}

// Every file with its digest and time, every folder with its time.
export function listing(folder) {
  return new Map([folder, ...readdirSync(folder, { recursive: true }).map(name => path.join(folder, name))].map(name => {
    const stat = statSync(name)
    return [name, `${stat.mtimeMs} ${stat.isDirectory() ? 'folder' : sha256(readFileSync(name))}`]
  }))
}

// ——— The network: a proxy that answers nobody and remembers who asked

export async function deadEnd() {
  const asked = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(502).end()
  })
  server.on('connect', (request, socket) => {
    asked.push(`https://${request.url}`)
    socket.end('HTTP/1.1 502 \r\n\r\n')
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return { asked, port: server.address().port, close: () => server.close() }
}

// What a browser asks for of itself, whatever page it shows.
const OWN = {
  chromium: /^https?:\/\/(accounts\.google\.com|clients\d\.google\.com|(update|optimizationguide-pa)\.googleapis\.com|([\w-]+\.)*gvt1\.com)[:/]/,
  firefox: /^https?:\/\/([\w-]+\.)*(mozilla\.(com|org|net)|firefox\.com)[:/]/,
}

// ——— The browsers

// Runs in each page before its own scripts. Firefox tells the protocol nothing of what it reads from files, so
// the page itself tells of what it asks for, of what did not load and of what the policy stopped.
function watch() {
  new MutationObserver(changes => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === 1 && node.src) console.debug(`ways: ${node.src}`)
    }
  }).observe(document, { childList: true, subtree: true })
  addEventListener('error', ({ target }) => target !== window && console.error(`${target.src ?? target.href} did not load`), true)
  addEventListener('securitypolicyviolation', event => console.error(`the policy stops ${event.blockedURI} (${event.effectiveDirective})`))
}

// At hand in every function that is read() in a page.
const shared = `
  const norm = text => (text ?? '').replace(/[\\s\\u00a0\\u202f]+/g, ' ').trim()
  const isSeen = node => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0
  const all = (selector, text = '') => [...document.querySelectorAll(selector)].filter(node => isSeen(node) && norm(node.textContent).includes(text))
`

export async function open(kind, hasScripts, { site, proxy, problems, shots }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'letopis-ways-'))
  const downloads = path.join(folder, 'downloads')
  const profile = path.join(folder, 'profile')
  mkdirSync(downloads)
  mkdirSync(path.join(profile, 'Default'), { recursive: true })
  let core
  if (kind === 'firefox') {
    core = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
      extraPrefsFirefox: {
        'javascript.enabled': hasScripts,
        'browser.download.dir': downloads,
        'browser.download.folderList': 2,
        'network.proxy.type': 1,
        'network.proxy.http': '127.0.0.1',
        'network.proxy.http_port': proxy.port,
        'network.proxy.ssl': '127.0.0.1',
        'network.proxy.ssl_port': proxy.port,
        'network.proxy.no_proxies_on': '',
        'network.proxy.allow_hijacking_localhost': true,
      },
    })
  } else {
    // As an administrator would do it: without scripts in pages, but with the browser's own PDF viewer.
    writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(hasScripts ? {} : { profile: { default_content_setting_values: { javascript: 2 } } }))
    core = await puppeteer.launch({
      browser: 'chrome',
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      userDataDir: profile,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--proxy-server=127.0.0.1:${proxy.port}`, '--proxy-bypass-list=<-loopback>'],
    })
    const session = await core.target().createCDPSession()
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads })
  }

  const root = pathToFileURL(site).href
  const archive = pathToFileURL(path.dirname(site)).href
  // Pages and what is printed and exported; a file that a page makes; the viewers of PDFs.
  const isOwn = url => ['site', 'print', 'data'].some(name => url.startsWith(`${archive}/${name}/`)) ||
    /^(blob:|about:blank|chrome-extension:\/\/mhjfbmdgcfjbbpaeojofohoefgiehjai\/|chrome:\/\/|resource:\/\/pdf\.js\/)/.test(url)

  const browser = {
    kind,
    hasScripts,
    version: (await core.version()).replace(/^\D*/, ''),
    // A new tab for a way; what goes wrong in it is told with the way's name.
    async visit(way) {
      const page = await core.newPage()
      const visit = new Visit({ browser, core, page, root, isOwn, downloads, way, shots, problems })
      await visit.begin()
      return visit
    },
    // The watch at the proxy is worth something only if it sees what goes out.
    async close() {
      const page = await core.newPage()
      await page.goto('http://letopis.invalid/seen').catch(() => {})
      await core.close()
      const [seen, foreign] = [[], []]
      for (const url of proxy.asked.splice(0)) (url.startsWith('http://letopis.invalid/') ? seen : OWN[kind].test(url) ? [] : foreign).push(url)
      if (!seen.length) problems.push({ where: kind, text: 'the proxy does not see what the browser asks for' })
      for (const url of new Set(foreign)) problems.push({ where: kind, text: `the network is asked for ${url}` })
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return browser
}

export class Visit {
  constructor(parts) {
    Object.assign(this, parts)
    this.asked = []
  }

  async begin() {
    const { page, browser } = this
    if (browser.hasScripts) await page.evaluateOnNewDocument(watch)
    const ask = url => {
      this.asked.push(url)
      if (!this.isOwn(url)) this.tell(`asks for ${url}`)
    }
    // In each new tab Firefox tries a font of its own.
    page.on('request', request => !request.url().startsWith('data:font/woff2;base64,') && ask(request.url()))
    page.on('requestfailed', request => this.tell(`${request.url()}: ${request.failure()?.errorText}`))
    page.on('console', message => {
      if (message.text().startsWith('ways: ')) ask(message.text().slice(6))
      else if (message.type() === 'error') this.tell(`console: ${message.text()}`)
    })
    page.on('pageerror', error => this.tell(`error: ${error.message}`))
    page.on('dialog', dialog => {
      this.tell(`dialog: ${dialog.message()}`)
      dialog.dismiss()
    })
    await this.resize(1300)
  }

  tell(text) {
    this.problems.push({ where: `${this.browser.kind}, ${this.browser.hasScripts ? 'scripts' : 'no scripts'}, ${this.way}`, text })
  }

  // In a new tab of the same size.
  async anew(way = this.way) {
    const visit = await this.browser.visit(way)
    await visit.resize(...this.size)
    return visit
  }

  end() {
    return this.page.close()
  }

  // `zoom` as a reader zooms: the window of the same width in pixels holds less.
  resize(width, height = 900, zoom = 1) {
    this.size = [width, height, zoom]
    return this.page.setViewport({ width: Math.round(width / zoom), height: Math.round(height / zoom), deviceScaleFactor: zoom })
  }

  // Of a page as its file is named, which may be followed by a place in it.
  url(name) {
    const [file, ...place] = name.split('#')
    return [`${this.root}/${encodeURI(file).replaceAll('?', '%3F')}`, ...place].join('#')
  }

  async open(name) {
    this.asked.length = 0
    await this.page.goto(this.url(name), { timeout: PATIENCE })
  }

  // The address within the site.
  async where() {
    const href = await this.read(() => location.href)
    return href.startsWith(`${this.root}/`) ? href.slice(this.root.length + 1) : href
  }

  // Without scripts a page has no timers: what is asked must be answered at once, and waiting is done here.
  read(question, ...args) {
    const answer = this.page.evaluate(new Function('...args', `${shared}; return (${question})(...args)`), ...args)
    return Promise.race([answer, sleep(PATIENCE).then(() => Promise.reject(new Error('the page does not answer')))])
  }

  async until(what, question, ...args) {
    const end = Date.now() + PATIENCE
    let trouble = ''
    while (Date.now() < end) {
      try {
        const answer = await this.read(question, ...args)
        if (answer) return answer
        trouble = ''
      } catch (error) {
        // Between two pages there is nobody to ask.
        trouble = ` (${error.message})`
      }
      await sleep(30)
    }
    throw new Error(`never came: ${what}; at ${await this.where().catch(() => '?')}${trouble}`)
  }

  arrive(name) {
    return this.until(`the page ${name}`, url => location.href === new URL(url).href && document.readyState === 'complete', this.url(name))
  }

  // With a real mouse, at a place where nothing lies over it.
  async click(selector, text = '') {
    const find = () => this.until(`something to click: ${selector} «${text}»`, (selector, text) => {
      for (const node of all(selector, text)) {
        const isInView = ({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
        if (!isInView(node.getClientRects()[0])) node.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
        const { left, top, width, height } = node.getClientRects()[0]
        const [x, y] = [left + width / 2, top + height / 2]
        if (node.contains(document.elementFromPoint(x, y))) return { x, y }
      }
    }, selector, text)
    // What is drawn, and so hit by the mouse, comes after what the page knows of itself.
    let spot = {}
    for (let next = await find(); spot.x !== next.x || spot.y !== next.y; next = await find()) {
      spot = next
      await sleep(150)
    }
    await this.page.mouse.click(spot.x, spot.y)
  }

  async follow(selector, text, name) {
    await this.click(selector, text)
    await this.arrive(name)
  }

  // Puppeteer's own waits for an event that Firefox does not send for a page that it kept.
  async back(name) {
    if (this.browser.kind === 'firefox') await this.core.connection.send('browsingContext.traverseHistory', { context: this.page.mainFrame()._id, delta: -1 })
    else await this.page.goBack({ timeout: PATIENCE })
    await this.arrive(name)
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  type(text) {
    return this.page.keyboard.type(text)
  }

  async paste() {
    await this.page.keyboard.down('Control')
    await this.page.keyboard.press('v', { commands: ['Paste'] })
    await this.page.keyboard.up('Control')
  }

  // The one file that was downloaded, and it is gone from there.
  async downloaded() {
    const end = Date.now() + PATIENCE
    for (let size = -1; Date.now() < end; await sleep(100)) {
      const [name, ...others] = readdirSync(this.downloads)
      if (!name || others.length || /\.(part|crdownload)$/.test(name)) continue
      const file = path.join(this.downloads, name)
      const bytes = existsSync(file) ? readFileSync(file) : ''
      if (!bytes.length || bytes.length !== size) {
        size = bytes.length
        continue
      }
      rmSync(file)
      return { name, bytes }
    }
    throw new Error(`nothing was downloaded: ${readdirSync(this.downloads)}`)
  }

  // What the browser's own viewer of PDFs shows, once it is at the wanted page: both viewers are asked for the
  // bytes that they have.
  async pdf(wanted) {
    await this.until('a PDF', () => document.contentType === 'application/pdf')
    if (this.browser.kind === 'firefox') {
      return this.until(`page ${wanted} in the viewer`, async wanted => {
        const viewer = window.PDFViewerApplication
        await viewer.initializedPromise
        if (!viewer.pdfDocument || viewer.page !== wanted) return
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await viewer.pdfDocument.getData()))
        return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
      }, wanted)
    }
    const end = Date.now() + PATIENCE
    let isShown = false
    while (!isShown && Date.now() < end) {
      await sleep(100)
      const target = this.core.targets().filter(target => target.url().startsWith('chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/')).pop()
      const session = await target?.createCDPSession().catch(() => {})
      const expression = `(() => {
        const bar = document.querySelector('pdf-viewer')?.shadowRoot.querySelector('viewer-toolbar')
        const save = bar?.shadowRoot.querySelector('viewer-download-controls')?.shadowRoot.querySelector('#save')
        if (!save || !bar.docLength || bar.pageNo !== ${wanted}) return false
        save.click()
        return true
      })()`
      const { result } = await session?.send('Runtime.evaluate', { returnByValue: true, expression }).catch(() => ({})) ?? {}
      isShown = result?.value
    }
    insist(isShown, `never came: page ${wanted} in the viewer`)
    return sha256((await this.downloaded()).bytes)
  }

  async shot(name = '') {
    if (!this.shots) return
    const file = [this.browser.kind, this.browser.hasScripts ? 'scripts' : 'plain', this.way, name].filter(Boolean).join(' ').replace(/[^\p{L}\p{N}]+/gu, '-')
    await this.page.screenshot({ path: path.join(this.shots, `${file}.png`) })
  }
}
