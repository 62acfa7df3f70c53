// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Access, AccessTerms} from "../../contracts/interfaces/IAccessGrants.sol";
import {CredentialStatus} from "../../contracts/interfaces/ICredentials.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract AccessOfTest is RegistryTest {
    function testFuzz_AccessOf_NeverReverts(bytes32 id, address who, bytes32 purposeHash, address actor) external view {
        Access memory answer = registry.accessOf(id, who, purposeHash, actor);
        assertEq(answer.fields, 0, "fields");
        assertEq(answer.readableUntil, 0, "readableUntil");
        assertEq(answer.grant.revision, 0, "revision");
        assertEq(answer.owner, address(0), "owner");
        assertEq(uint256(answer.status), uint256(CredentialStatus.None), "status");
        assertEq(answer.credentialExpiresAt, 0, "credentialExpiresAt");
        assertTrue(answer.actorMayAct == (actor == who), "actorMayAct");
        assertBlock(answer);
    }

    function test_AccessOf_SaysWhatToJudgeTheAnswerBy() external {
        grant(newTerms());
        Access memory answer = access();
        assertEq(answer.grant, stored());
        assertEq(answer.owner, owner, "owner");
        assertEq(uint256(answer.status), uint256(CredentialStatus.Active), "status");
        assertEq(answer.epoch, 0, "epoch");
        assertEq(answer.credentialExpiresAt, credential.expiresAt, "credentialExpiresAt");
        assertTrue(answer.actorMayAct, "consumer may act");
        assertBlock(answer);
        answer = registry.accessOf(credentialId, consumer, PURPOSE_HASH, stranger);
        assertTrue(!answer.actorMayAct, "stranger may not act");
        assertEq(answer.fields, 7, "fields do not depend on the actor");
    }

    /// @dev Law 1: an issuer's suspension is in the verdict and not in the grant.
    function test_AccessOf_ReportsTheStatusBesideTheFields() external {
        grant(newTerms());
        vm.prank(issuer);
        registry.suspendCredential(credential);
        assertEq(uint256(access().status), uint256(CredentialStatus.Suspended), "suspended");
        assertEq(access().fields, 7, "fields");
        vm.prank(issuer);
        registry.revokeCredential(credential);
        assertEq(uint256(access().status), uint256(CredentialStatus.Revoked), "revoked");
        assertEq(access().fields, 7, "fields");
    }

    /// @dev B19: from the first second to the one before the expiry.
    function test_AccessOf_AtEachBoundary() external {
        AccessTerms memory terms = newTerms();
        terms.startsAt = time + 1 days;
        grant(terms);
        assertEq(access().fields, 0, "granted for later");
        warp(terms.startsAt - 1);
        assertEq(access().fields, 0, "second before the start");
        assertEq(access().readableUntil, 0, "readableUntil");
        warp(terms.startsAt);
        assertEq(access().fields, 7, "first second");
        assertEq(access().readableUntil, terms.expiresAt, "readableUntil");
        warp(terms.expiresAt - 1);
        assertEq(access().fields, 7, "last second");
        warp(terms.expiresAt);
        assertEq(access().fields, 0, "expired");
        warp(terms.expiresAt + 1);
        assertEq(access().fields, 0, "second after");
    }

    function assertBlock(Access memory answer) private view {
        assertEq(answer.blockTimestamp, time, "blockTimestamp");
        assertEq(answer.blockNumber, block.number, "blockNumber");
        assertEq(answer.chainId, chain, "chainId");
        assertEq(answer.registry, address(registry), "registry");
    }
}
