// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessGrant, IAccessGrants} from "../../../contracts/interfaces/IAccessGrants.sol";
import {IAccessRequests, RequestStatus} from "../../../contracts/interfaces/IAccessRequests.sol";
import {CredentialState, CredentialStatus, ICredentials} from "../../../contracts/interfaces/ICredentials.sol";
import {ISignedConsent} from "../../../contracts/interfaces/ISignedConsent.sol";
import {Vm} from "./Vm.sol";

/// @title AccessModel
/// @notice What a reader makes of the registry's events alone: the state that an index rebuilds.
abstract contract AccessModel {
    mapping(bytes32 id => CredentialState) internal modelCredentials;
    mapping(bytes32 id => RequestStatus) internal modelRequests;
    mapping(bytes32 id => mapping(address consumer => mapping(bytes32 purposeHash => AccessGrant)))
        internal modelGrants;

    error UnknownEvent(bytes32 topic);

    function replay(Vm.Log memory log, uint32 time) internal {
        bytes32 topic = log.topics[0];
        bytes32 id = log.topics[1];
        address party = log.topics.length > 3 ? address(uint160(uint256(log.topics[3]))) : address(0);
        if (topic == IAccessGrants.AccessGranted.selector) _granted(id, party, log.data, time);
        else if (topic == IAccessGrants.AccessRevoked.selector) _revoked(id, party, log.data, time);
        else if (topic == IAccessGrants.AccessRenounced.selector) _renounced(id, party, log.data);
        else if (topic == IAccessGrants.AccessUsed.selector) _used(id, party, log.data);
        else if (topic == IAccessGrants.AllAccessRevoked.selector) {
            modelCredentials[id].epoch = abi.decode(log.data, (uint16));
        } else if (!_replayCredential(topic, id, log)) _replayRequest(topic, id);
    }

    function _granted(bytes32 id, address consumer, bytes memory data, uint32 time) private {
        AccessGrant memory next;
        string memory purpose;
        (
            purpose,
            next.fields,
            next.startsAt,
            next.expiresAt,
            next.lockedUntil,
            next.usesLeft,
            next.epoch,
            next.revision,

        ) = abi.decode(data, (string, uint64, uint32, uint32, uint32, uint16, uint16, uint32, bytes32));
        AccessGrant storage grant = modelGrants[id][consumer][keccak256(bytes(purpose))];
        uint32 endsAt = grant.epoch == next.epoch ? grant.expiresAt : grant.lockedUntil;
        bool addsFields = time >= endsAt || (next.fields | grant.fields) != grant.fields;
        if (!addsFields) next.lastUsedAt = grant.lastUsedAt;
        modelGrants[id][consumer][keccak256(bytes(purpose))] = next;
    }

    function _revoked(bytes32 id, address consumer, bytes memory data, uint32 time) private {
        (bytes32 purposeHash, uint32 revision, uint32 effectiveAt) = abi.decode(data, (bytes32, uint32, uint32));
        AccessGrant storage grant = modelGrants[id][consumer][purposeHash];
        if (effectiveAt == time) delete modelGrants[id][consumer][purposeHash];
        else grant.expiresAt = effectiveAt;
        grant.revision = revision;
    }

    function _renounced(bytes32 id, address consumer, bytes memory data) private {
        (bytes32 purposeHash, uint32 revision) = abi.decode(data, (bytes32, uint32));
        delete modelGrants[id][consumer][purposeHash];
        modelGrants[id][consumer][purposeHash].revision = revision;
    }

    function _used(bytes32 id, address consumer, bytes memory data) private {
        (bytes32 purposeHash, uint16 usesLeft, uint32 usedAt, ) = abi.decode(data, (bytes32, uint16, uint32, uint32));
        modelGrants[id][consumer][purposeHash].usesLeft = usesLeft;
        modelGrants[id][consumer][purposeHash].lastUsedAt = usedAt;
    }

    function _replayCredential(bytes32 topic, bytes32 id, Vm.Log memory log) private returns (bool known) {
        known = true;
        if (topic == ICredentials.CredentialIssued.selector) {
            (, , , , , uint32 expiresAt, ) = abi.decode(
                log.data,
                (bytes32, bytes32, bytes32, bytes32, uint32, uint32, bytes32)
            );
            address owner = address(uint160(uint256(log.topics[2])));
            modelCredentials[id] = CredentialState(owner, expiresAt, CredentialStatus.Active, 0);
        } else if (topic == ICredentials.CredentialSuspended.selector) {
            modelCredentials[id].status = CredentialStatus.Suspended;
        } else if (topic == ICredentials.CredentialReinstated.selector) {
            modelCredentials[id].status = CredentialStatus.Active;
        } else if (topic == ICredentials.CredentialRevoked.selector) {
            modelCredentials[id].status = CredentialStatus.Revoked;
        } else if (topic == ICredentials.CredentialWithdrawn.selector) {
            modelCredentials[id].status = CredentialStatus.Withdrawn;
            modelCredentials[id].epoch = abi.decode(log.data, (uint16));
        } else {
            known = false;
        }
    }

    function _replayRequest(bytes32 topic, bytes32 id) private {
        if (topic == IAccessRequests.RequestOpened.selector) modelRequests[id] = RequestStatus.Open;
        else if (topic == IAccessRequests.RequestApproved.selector) modelRequests[id] = RequestStatus.Approved;
        else if (topic == IAccessRequests.RequestRejected.selector) modelRequests[id] = RequestStatus.Rejected;
        else if (topic == IAccessRequests.RequestCancelled.selector) modelRequests[id] = RequestStatus.Cancelled;
        else if (topic != ISignedConsent.NonceCancelled.selector) revert UnknownEvent(topic);
    }
}
