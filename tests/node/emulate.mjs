// emulate's Slack, told to send its events to one address: emulate.mjs PORT EVENTS_URL SEED.json
// emulate has no setting for an event URL; its Slack plugin gets the dispatcher when it is registered, and so do we.
import { readdir, readFile } from 'node:fs/promises'
import { createEmulator } from 'emulate'

const [port, eventsUrl, seedFile] = process.argv.slice(2)
const folder = new URL('./node_modules/emulate/dist/', import.meta.url)

async function findPlugin() {
  for (const name of await readdir(folder)) {
    if (!name.startsWith('dist-') || !name.endsWith('.js')) continue
    const address = new URL(name, folder)
    if ((await readFile(address, 'utf8')).includes('slackPlugin')) return (await import(address)).slackPlugin
  }
  throw new Error('emulate holds no Slack plugin')
}

const plugin = await findPlugin()
const original = plugin.register.bind(plugin)
plugin.register = (...given) => {
  original(...given)
  const [, , webhooks] = given
  webhooks.register({ url: eventsUrl, events: ['*'], active: true, owner: 'slack' })
}

const seed = JSON.parse(await readFile(seedFile, 'utf8'))
const slack = await createEmulator({ service: 'slack', port: Number(port), seed })
process.on('SIGTERM', () => slack.close().then(() => process.exit(0)))
