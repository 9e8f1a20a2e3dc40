package io.evenreach.gateway.accounts.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Scopes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleTest {

    @Test
    void letsOnlyTheOwnerApproveWhatTheyWrote() {
        for (Role role : Role.values()) {
            assertThat(role.scopes().contains(Scopes.CAMPAIGN_APPROVE_OWN))
                    .as(role.wireName())
                    .isEqualTo(role == Role.OWNER);
        }
    }

    @Test
    void givesTheAdministratorEverythingElse() {
        Set<String> missing = new HashSet<>(Scopes.all());
        missing.removeAll(Role.ADMIN.scopes());

        assertThat(missing).containsExactly(Scopes.CAMPAIGN_APPROVE_OWN);
        assertThat(Role.OWNER.scopes()).containsExactlyInAnyOrderElementsOf(Scopes.all());
    }

    @Test
    void needsTwoRolesToWriteAndToApprove() {
        assertThat(Role.AUTHOR.scopes()).contains(Scopes.CAMPAIGN_WRITE).doesNotContain(Scopes.CAMPAIGN_APPROVE);
        assertThat(Role.APPROVER.scopes()).contains(Scopes.CAMPAIGN_APPROVE).doesNotContain(Scopes.CAMPAIGN_WRITE);
        assertThat(Role.scopesOf(List.of(Role.AUTHOR, Role.APPROVER)))
                .contains(Scopes.CAMPAIGN_WRITE, Scopes.CAMPAIGN_APPROVE);
    }

    @Test
    void letsAViewerChangeNothing() {
        assertThat(Role.VIEWER.scopes()).allMatch(scope -> scope.endsWith(":read") || scope.endsWith(":explain"));
    }

    @Test
    void letsAGuideSeeAndChangeGuidesOnlyWhichIsTheirOwn() {
        assertThat(Role.GUIDE.scopes()).containsExactlyInAnyOrder(Scopes.GUIDE_READ, Scopes.GUIDE_WRITE);
    }

    @Test
    void knowsRolesByTheirWireNamesInAnyCase() {
        assertThat(Role.named("author")).hasValue(Role.AUTHOR);
        assertThat(Role.named("AUTHOR")).hasValue(Role.AUTHOR);
        assertThat(Role.named("emperor")).isEmpty();
    }
}
