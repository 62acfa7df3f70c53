import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

export default buildModule('SchemaRegistry', (module) => ({ schemaRegistry: module.contract('SchemaRegistry') }))
