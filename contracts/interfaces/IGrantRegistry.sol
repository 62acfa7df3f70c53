// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessGrants} from "./IAccessGrants.sol";
import {IAccessRequests} from "./IAccessRequests.sol";
import {ICredentials} from "./ICredentials.sol";
import {ISignedConsent} from "./ISignedConsent.sol";

/// @title GrantRegistry
/// @notice The one contract that people sign for. It has no owner, cannot be upgraded or paused, holds no ether, and
/// depends on nothing that anybody governs.
interface IGrantRegistry is ISignedConsent, ICredentials, IAccessGrants, IAccessRequests {}
