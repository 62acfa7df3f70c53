// Appends receipts in the directory named by the first argument until it is killed; says each seq once it is acknowledged.
import { join } from 'node:path'
import { openNodeKey } from '../../../offchain/node/receipts/nodeKey.ts'
import { createReceiptLog } from '../../../offchain/node/receipts/receiptLog.ts'
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import { identity, receiptEntryOf } from '../store/fixtures.ts'

const directory = process.argv[2] ?? ''
const store = openStore({ path: join(directory, 'node.sqlite'), identity })
const log = createReceiptLog({ store, key: await openNodeKey(directory) })
console.log('ready')
for (let round = 0; ; round += 1) {
  const receipts = await Promise.all(Array.from({ length: 1 + (round % 3) }, () => log.append(receiptEntryOf(round))))
  for (const { leaf } of receipts) console.log(`${leaf.seq}.`)
}
