package io.evenreach.guidecommerce.payout.web;

import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.payout.Debts;
import io.evenreach.guidecommerce.sale.Commissions;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/guides/{guideId}")
class DebtController {

    private final Debts debts;
    private final Guides guides;

    DebtController(Debts debts, Guides guides) {
        this.debts = debts;
        this.guides = guides;
    }

    record WriteOffBody(
            @NotNull String currency,
            @NotBlank @Size(max = 500) String reason) {}

    /** @param commissions how many it was owed of */
    record WriteOffAnswer(String currency, long writtenOffMinor, int commissions) {}

    /** @param since when it was first owed */
    record DebtAnswer(
            UUID commissionId, String orderId, String lineId, String currency, long debtMinor, Instant since) {

        static DebtAnswer of(Commissions.Debt debt) {
            return new DebtAnswer(
                    debt.commissionId(),
                    debt.orderId(),
                    debt.lineId(),
                    debt.currency(),
                    debt.debtMinor(),
                    debt.since());
        }
    }

    /** What later payouts will net, the oldest first, with the order it comes from. */
    @GetMapping("/debts")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<DebtAnswer> list(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        return Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> debts.page(guide, place, count),
                        debt -> new Cursor.Place(debt.since(), debt.commissionId()))
                .map(DebtAnswer::of);
    }

    /** The platform bears what has been owed for too long, or everything that a guide who is gone owes. */
    @PostMapping("/debts:writeOff")
    @RequiresScope(Scopes.PAYOUT_APPROVE)
    WriteOffAnswer writeOff(@PathVariable String guideId, @Valid @RequestBody WriteOffBody body, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Writing off is the brand's.");
        }
        Refusals.checkCurrency("/currency", body.currency());
        Debts.WrittenOff writtenOff = debts.writeOff(
                        Refusals.ourId("guide", guideId),
                        body.currency(),
                        body.reason().strip(),
                        caller.subject())
                .orElseThrow(() -> ProblemException.notFound("guide"));
        return new WriteOffAnswer(body.currency(), writtenOff.amountMinor(), writtenOff.commissions());
    }
}
