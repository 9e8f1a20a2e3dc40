package io.evenreach.campaign.campaign.domain;

/**
 * DRAFT → IN_REVIEW → APPROVED → ACTIVE ⇄ PAUSED → COMPLETED.
 *
 * <p>An action whose goal is already reached changes nothing, so every action can be repeated safely.
 */
public final class Lifecycle {

    /** What an action does to a campaign in a given status. */
    public sealed interface Step {
        record MovesTo(CampaignStatus status) implements Step {}

        record StaysPut() implements Step {}

        record Illegal() implements Step {}
    }

    private static final Step STAYS = new Step.StaysPut();
    private static final Step ILLEGAL = new Step.Illegal();

    private Lifecycle() {}

    public static Step step(CampaignStatus from, CampaignAction action) {
        return switch (action) {
            case SUBMIT ->
                switch (from) {
                    case DRAFT -> new Step.MovesTo(CampaignStatus.IN_REVIEW);
                    case IN_REVIEW -> STAYS;
                    case APPROVED, ACTIVE, PAUSED, COMPLETED -> ILLEGAL;
                };
            case APPROVE ->
                switch (from) {
                    case IN_REVIEW -> new Step.MovesTo(CampaignStatus.APPROVED);
                    case APPROVED -> STAYS;
                    case DRAFT, ACTIVE, PAUSED, COMPLETED -> ILLEGAL;
                };
            case ACTIVATE ->
                switch (from) {
                    case APPROVED, PAUSED -> new Step.MovesTo(CampaignStatus.ACTIVE);
                    case ACTIVE -> STAYS;
                    case DRAFT, IN_REVIEW, COMPLETED -> ILLEGAL;
                };
            case PAUSE ->
                switch (from) {
                    case ACTIVE -> new Step.MovesTo(CampaignStatus.PAUSED);
                    case PAUSED -> STAYS;
                    case DRAFT, IN_REVIEW, APPROVED, COMPLETED -> ILLEGAL;
                };
            case COMPLETE ->
                switch (from) {
                    case ACTIVE, PAUSED -> new Step.MovesTo(CampaignStatus.COMPLETED);
                    case COMPLETED -> STAYS;
                    case DRAFT, IN_REVIEW, APPROVED -> ILLEGAL;
                };
        };
    }
}
