import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

export default buildModule('GrantRegistry', (module) => ({ grantRegistry: module.contract('GrantRegistry') }))
