package io.evenreach.campaign.campaign.domain;

import static io.evenreach.campaign.campaign.domain.CampaignAction.ACTIVATE;
import static io.evenreach.campaign.campaign.domain.CampaignAction.APPROVE;
import static io.evenreach.campaign.campaign.domain.CampaignAction.COMPLETE;
import static io.evenreach.campaign.campaign.domain.CampaignAction.PAUSE;
import static io.evenreach.campaign.campaign.domain.CampaignAction.SUBMIT;
import static io.evenreach.campaign.campaign.domain.CampaignStatus.ACTIVE;
import static io.evenreach.campaign.campaign.domain.CampaignStatus.APPROVED;
import static io.evenreach.campaign.campaign.domain.CampaignStatus.COMPLETED;
import static io.evenreach.campaign.campaign.domain.CampaignStatus.DRAFT;
import static io.evenreach.campaign.campaign.domain.CampaignStatus.IN_REVIEW;
import static io.evenreach.campaign.campaign.domain.CampaignStatus.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.campaign.campaign.domain.Campaign.Actor;
import io.evenreach.campaign.campaign.domain.Campaign.Outcome;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final Instant LATER = Definitions.NOW.plusSeconds(60);
    private static final Actor APPROVER = new Actor("grace", false);

    /** Every legal pair and where it leads; every other pair is illegal. */
    private static final Map<CampaignStatus, Map<CampaignAction, CampaignStatus>> LEGAL = Map.of(
            DRAFT, Map.of(SUBMIT, IN_REVIEW),
            IN_REVIEW, Map.of(SUBMIT, IN_REVIEW, APPROVE, APPROVED),
            APPROVED, Map.of(APPROVE, APPROVED, ACTIVATE, ACTIVE),
            ACTIVE, Map.of(ACTIVATE, ACTIVE, PAUSE, PAUSED, COMPLETE, COMPLETED),
            PAUSED, Map.of(ACTIVATE, ACTIVE, PAUSE, PAUSED, COMPLETE, COMPLETED),
            COMPLETED, Map.of(COMPLETE, COMPLETED));

    @Test
    void followsTheTableForEveryPairOfStatusAndAction() {
        for (CampaignStatus status : CampaignStatus.values()) {
            for (CampaignAction action : CampaignAction.values()) {
                Campaign before = Definitions.in(status);
                CampaignStatus expected = LEGAL.getOrDefault(status, Map.of()).get(action);
                Outcome outcome = before.act(action, APPROVER, LATER);
                if (expected == null) {
                    assertThat(outcome).as("%s %s", status, action).isEqualTo(new Outcome.Illegal(status));
                } else if (expected == status) {
                    assertThat(outcome).as("%s %s", status, action).isEqualTo(new Outcome.Unchanged(before));
                } else {
                    assertThat(outcome)
                            .as("%s %s", status, action)
                            .isInstanceOfSatisfying(Outcome.Changed.class, changed -> {
                                assertThat(changed.campaign().status()).isEqualTo(expected);
                                assertThat(changed.campaign().version()).isEqualTo(before.version() + 1);
                                assertThat(changed.campaign().changedAt()).isEqualTo(LATER);
                                assertThat(changed.campaign().definition()).isEqualTo(before.definition());
                            });
                }
            }
        }
    }

    @Test
    void repeatsEveryLegalActionWithoutFurtherEffect() {
        for (CampaignStatus status : CampaignStatus.values()) {
            for (CampaignAction action : CampaignAction.values()) {
                if (Definitions.in(status).act(action, APPROVER, LATER) instanceof Outcome.Changed(Campaign once)) {
                    assertThat(once.act(action, APPROVER, LATER.plusSeconds(1)))
                            .as("%s %s twice", status, action)
                            .isEqualTo(new Outcome.Unchanged(once));
                }
            }
        }
    }

    @Test
    void refusesAnAuthorsOwnApproval() {
        Campaign reviewed = Definitions.in(IN_REVIEW);

        assertThat(reviewed.act(APPROVE, new Actor("ada", false), LATER)).isEqualTo(new Outcome.OwnWork());
    }

    @Test
    void letsAnAuthorApproveWhereTheInstallationHasOnePerson() {
        Campaign reviewed = Definitions.in(IN_REVIEW);

        assertThat(reviewed.act(APPROVE, new Actor("ada", true), LATER)).isInstanceOf(Outcome.Changed.class);
    }

    @Test
    void countsALaterEditorAsAnAuthor() {
        Campaign draft = Definitions.in(DRAFT);
        Campaign edited = changed(draft.edit(Definitions.onChannels("wechat"), "grace", LATER));
        Campaign reviewed = changed(edited.act(SUBMIT, new Actor("ada", false), LATER));

        assertThat(reviewed.act(APPROVE, APPROVER, LATER)).isEqualTo(new Outcome.OwnWork());
    }

    @Test
    void takesBackAnApprovalWhenTheTextChanges() {
        Campaign edited = changed(Definitions.in(APPROVED).edit(Definitions.onChannels("wechat"), "ada", LATER));

        assertThat(edited.status()).isEqualTo(DRAFT);
        assertThat(edited.approvedBy()).isNull();
    }

    @Test
    void takesATextOutOfReviewWhenItChanges() {
        Campaign edited = changed(Definitions.in(IN_REVIEW).edit(Definitions.onChannels("wechat"), "ada", LATER));

        assertThat(edited.status()).isEqualTo(DRAFT);
    }

    @Test
    void editsExactlyWhatHasNotRunYet() {
        for (CampaignStatus status : CampaignStatus.values()) {
            Outcome outcome = Definitions.in(status).edit(Definitions.onChannels("wechat"), "ada", LATER);
            switch (status) {
                case DRAFT, IN_REVIEW, APPROVED ->
                    assertThat(outcome).as("%s", status).isInstanceOf(Outcome.Changed.class);
                case ACTIVE, PAUSED, COMPLETED ->
                    assertThat(outcome).as("%s", status).isEqualTo(new Outcome.Illegal(status));
            }
        }
    }

    @Test
    void leavesEverythingAsItWasWhenTheSameTextIsSentAgain() {
        for (CampaignStatus status : CampaignStatus.values()) {
            Campaign campaign = Definitions.in(status);

            assertThat(campaign.edit(campaign.definition(), "grace", LATER))
                    .as("%s", status)
                    .isEqualTo(new Outcome.Unchanged(campaign));
        }
    }

    private static Campaign changed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Changed.class);
        return ((Outcome.Changed) outcome).campaign();
    }
}
