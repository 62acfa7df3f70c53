import { type Address, createClient, http } from 'viem'
import { hardhat } from 'viem/chains'
import { auditorActions } from '../../sdk/clients/auditorActions.ts'
import { consumerActions } from '../../sdk/clients/consumerActions.ts'
import { issuerActions } from '../../sdk/clients/issuerActions.ts'
import { userActions } from '../../sdk/clients/userActions.ts'
import { createEncryptionKey, type EncryptionKey } from '../../sdk/crypto/encryptionKey.ts'
import { localAccounts, type Role } from './accounts.ts'
import type { Stack } from './startStack.ts'

/** What a participant needs of the stack. */
export type StackEndpoints = Pick<Stack, 'rpcUrl' | 'deployment'> & { readonly node: { readonly url: string } }

function clientOf({ rpcUrl }: StackEndpoints, role: Role) {
  return createClient({
    account: localAccounts[role],
    chain: hardhat,
    transport: http(rpcUrl),
    pollingInterval: 50,
    cacheTime: 0,
  })
}

function parametersOf({ deployment, node }: StackEndpoints) {
  return { deployment, nodes: [node.url] }
}

export function createIssuer(stack: StackEndpoints, role: Role) {
  return clientOf(stack, role).extend(issuerActions(parametersOf(stack)))
}

type ClientOptions = { readonly fetch?: typeof fetch }

export function createUser(
  stack: StackEndpoints,
  role: Role,
  encryptionKey: EncryptionKey,
  options: ClientOptions = {},
) {
  const parameters = { ...parametersOf(stack), encryptionKeys: [encryptionKey], fetch: options.fetch }
  return clientOf(stack, role).extend(userActions(parameters))
}

export function createConsumer(
  stack: StackEndpoints,
  role: Role,
  encryptionKey: EncryptionKey,
  options: ClientOptions = {},
) {
  const parameters = { ...parametersOf(stack), encryptionKeys: [encryptionKey], fetch: options.fetch }
  return clientOf(stack, role).extend(consumerActions(parameters))
}

export function createAuditor({ rpcUrl, deployment }: StackEndpoints) {
  return createClient({ chain: hardhat, transport: http(rpcUrl), cacheTime: 0 }).extend(auditorActions({ deployment }))
}

export function createParticipants(stack: StackEndpoints) {
  const keys = { user: createEncryptionKey(), consumer: createEncryptionKey(), otherConsumer: createEncryptionKey() }
  return {
    keys,
    issuer: createIssuer(stack, 'issuer'),
    rogueIssuer: createIssuer(stack, 'rogueIssuer'),
    user: createUser(stack, 'user', keys.user),
    consumer: createConsumer(stack, 'consumer', keys.consumer),
    otherConsumer: createConsumer(stack, 'otherConsumer', keys.otherConsumer),
    relayer: createConsumer(stack, 'relayer', createEncryptionKey()),
    auditor: createAuditor(stack),
  }
}
export type Participants = ReturnType<typeof createParticipants>

export function addressOfRole(role: Role): Address {
  return localAccounts[role].address
}
