package io.evenreach.guidecommerce.guide.domain;

import java.util.Map;
import java.util.Optional;

/** The life of a guide as a table; what is not in it cannot happen. */
public final class GuideLife {

    private static final Map<GuideStatus, Map<GuideEvent, GuideStatus>> TABLE = Map.ofEntries(
            Map.entry(GuideStatus.DRAFT, Map.of(GuideEvent.SUBMIT, GuideStatus.SUBMITTED)),
            Map.entry(
                    GuideStatus.SUBMITTED,
                    Map.of(
                            GuideEvent.PICK, GuideStatus.IN_REVIEW,
                            GuideEvent.APPROVE, GuideStatus.ACTIVE,
                            GuideEvent.REJECT, GuideStatus.REJECTED,
                            GuideEvent.WITHDRAW, GuideStatus.DRAFT)),
            Map.entry(
                    GuideStatus.IN_REVIEW,
                    Map.of(
                            GuideEvent.APPROVE, GuideStatus.ACTIVE,
                            GuideEvent.REJECT, GuideStatus.REJECTED,
                            GuideEvent.ASK_MORE, GuideStatus.RESUBMIT)),
            Map.entry(
                    GuideStatus.RESUBMIT,
                    Map.of(
                            GuideEvent.SUBMIT, GuideStatus.SUBMITTED,
                            GuideEvent.WITHDRAW, GuideStatus.DRAFT,
                            GuideEvent.SILENT, GuideStatus.EXPIRED)),
            Map.entry(GuideStatus.REJECTED, Map.of(GuideEvent.REAPPLY, GuideStatus.DRAFT)),
            Map.entry(GuideStatus.EXPIRED, Map.of(GuideEvent.REAPPLY, GuideStatus.DRAFT)),
            Map.entry(
                    GuideStatus.ACTIVE,
                    Map.of(
                            GuideEvent.LICENCE_EXPIRED, GuideStatus.SUSPENDED,
                            GuideEvent.RISK_FLAG, GuideStatus.SUSPENDED,
                            GuideEvent.SUSPEND, GuideStatus.SUSPENDED,
                            GuideEvent.IDLE, GuideStatus.DORMANT,
                            GuideEvent.BAN, GuideStatus.BANNED,
                            GuideEvent.CLOSE_REQUEST, GuideStatus.CLOSING)),
            Map.entry(
                    GuideStatus.SUSPENDED,
                    Map.of(
                            GuideEvent.RENEWED, GuideStatus.ACTIVE,
                            GuideEvent.CLEARED, GuideStatus.ACTIVE,
                            GuideEvent.BAN, GuideStatus.BANNED,
                            GuideEvent.CLOSE_REQUEST, GuideStatus.CLOSING)),
            Map.entry(
                    GuideStatus.DORMANT,
                    Map.of(
                            GuideEvent.SALE, GuideStatus.ACTIVE,
                            GuideEvent.LOGIN, GuideStatus.ACTIVE,
                            GuideEvent.BAN, GuideStatus.BANNED,
                            GuideEvent.CLOSE_REQUEST, GuideStatus.CLOSING)),
            Map.entry(GuideStatus.BANNED, Map.of(GuideEvent.APPEAL_WON, GuideStatus.SUSPENDED)),
            Map.entry(
                    GuideStatus.CLOSING,
                    Map.of(
                            GuideEvent.SETTLED, GuideStatus.CLOSED,
                            GuideEvent.CANCEL_CLOSE, GuideStatus.SUSPENDED)),
            Map.entry(GuideStatus.CLOSED, Map.of()));

    private GuideLife() {}

    /** The status after the event; empty where it cannot happen in this status. */
    public static Optional<GuideStatus> after(GuideStatus status, GuideEvent event) {
        return Optional.ofNullable(TABLE.getOrDefault(status, Map.of()).get(event));
    }
}
