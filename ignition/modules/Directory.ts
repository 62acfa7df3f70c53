import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'

export default buildModule('Directory', (module) => ({ directory: module.contract('Directory') }))
