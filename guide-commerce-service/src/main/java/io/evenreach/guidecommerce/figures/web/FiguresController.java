package io.evenreach.guidecommerce.figures.web;

import io.evenreach.guidecommerce.figures.Figures;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class FiguresController {

    private static final Duration SPAN_MAX = Duration.ofDays(366);

    private final Figures figures;

    FiguresController(Figures figures) {
        this.figures = figures;
    }

    /**
     * How a marketing event lives on.
     *
     * @param invited guides who registered with a referral code in this time
     * @param broughtGuides guides who came by a referral code and were approved in this time
     * @param activated those of them who have sold something in this time
     * @param k guides brought by referral per active guide; above 1 it grows by itself
     */
    record FiguresAnswer(
            Instant from,
            Instant to,
            List<WeekAnswer> weeks,
            List<MarginAnswer> margins,
            int activeGuides,
            int invited,
            int broughtGuides,
            int activated,
            double k) {}

    /**
     * A week.
     *
     * @param activeGuides who made a link, or whose sale an order is
     * @param orders that were placed in it, are some guide's sale, and were paid
     */
    record WeekAnswer(Instant from, Instant to, int activeGuides, int orders) {}

    /**
     * What sales brought, refunds taken off, in minor units.
     *
     * @param netMinor what shoppers paid for what guides sold
     * @param platformMinor what the platform keeps, referral paid
     * @param marginBps the platform's part of what shoppers paid, in basis points
     */
    record MarginAnswer(
            String currency,
            long netMinor,
            long commissionMinor,
            long guidesMinor,
            long platformMinor,
            long marginBps) {}

    /** Whether it lives from week to week, earns, and grows by itself; {@code to} is exclusive, 366 days at most. */
    @GetMapping("/api/v1/guide-commerce/figures")
    @RequiresScope(Scopes.LEDGER_READ)
    FiguresAnswer figures(@RequestParam OffsetDateTime from, @RequestParam OffsetDateTime to, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Figures are the brand's.");
        }
        Instant begin = from.toInstant();
        Instant end = to.toInstant();
        if (!begin.isBefore(end) || begin.plus(SPAN_MAX).isBefore(end)) {
            throw ProblemException.invalidField("to", "OUT_OF_RANGE", "The end is 1 to 366 days after the beginning.");
        }
        Figures.Growth growth = figures.growth(begin, end);
        return new FiguresAnswer(
                begin,
                end,
                figures.weeks(begin, end).stream()
                        .map(week -> new WeekAnswer(week.from(), week.to(), week.activeGuides(), week.orders()))
                        .toList(),
                figures.margins(begin, end).stream()
                        .map(margin -> new MarginAnswer(
                                margin.currency(),
                                margin.netMinor(),
                                margin.commissionMinor(),
                                margin.guidesMinor(),
                                margin.platformMinor(),
                                margin.marginBps()))
                        .toList(),
                growth.activeGuides(),
                growth.invited(),
                growth.broughtGuides(),
                growth.activated(),
                growth.k());
    }
}
