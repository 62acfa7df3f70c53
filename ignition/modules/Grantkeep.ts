import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import directoryModule from './Directory.ts'
import grantRegistryModule from './GrantRegistry.ts'
import schemaRegistryModule from './SchemaRegistry.ts'

/** Every contract of the project; `npx hardhat ignition deploy ignition/modules/Grantkeep.ts --network NAME`. */
export default buildModule('Grantkeep', (module) => ({
  ...module.useModule(grantRegistryModule),
  ...module.useModule(directoryModule),
  ...module.useModule(schemaRegistryModule),
}))
