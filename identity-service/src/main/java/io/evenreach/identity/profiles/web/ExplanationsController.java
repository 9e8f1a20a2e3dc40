package io.evenreach.identity.profiles.web;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.evidence.IdentifierJudge;
import io.evenreach.identity.linkage.LinkageRecords;
import io.evenreach.identity.stitching.Explaining;
import io.evenreach.identity.stitching.Explaining.Explained;
import io.evenreach.identity.stitching.Explaining.Link;
import io.evenreach.identity.stitching.Explaining.Weight;
import io.evenreach.identity.stitching.Explaining.Why;
import io.evenreach.identity.stitching.Explaining.WhyNot;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Why, and why not, two identifiers are one person's. */
@RestController
class ExplanationsController {

    /**
     * @param purpose ADS when absent
     * @param strength of the identifiers that may lead from one to the other, both included, or stronger; any when absent
     */
    record ExplanationBody(
            @NotNull @Valid NamedIdentifier a,
            @NotNull @Valid NamedIdentifier b,
            @Nullable Purpose purpose,
            @Nullable Strength strength) {}

    /**
     * Why, or why not: one of the two is null.
     *
     * @param a hash of the identifier that was asked about, by which it can be asked about again; null where it is blocked
     * @param b likewise
     */
    record ExplanationView(
            @Nullable String a,
            @Nullable String b,
            @Nullable Why why,
            @Nullable WhyNot whyNot) {}

    private final Explaining explaining;
    private final IdentifierJudge judge;
    private final LinkageRecords linkage;

    ExplanationsController(Explaining explaining, IdentifierJudge judge, LinkageRecords linkage) {
        this.explaining = explaining;
        this.linkage = linkage;
        this.judge = judge;
    }

    @PostMapping("/api/v1/identity/explanations")
    @RequiresScope(Scopes.IDENTITY_READ)
    @Operation(
            summary =
                    "Why two identifiers are one person's: the shortest path of evidence, and the bridge whose removal"
                            + " would separate them; or the one reason why they are not")
    ExplanationView explain(@RequestBody @Valid ExplanationBody body, Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("explanation");
        }
        if (body.a().isBlocked(judge) || body.b().isBlocked(judge)) {
            return new ExplanationView(null, null, null, explaining.blocked().whyNot());
        }
        IdentifierKey a = body.a().key("/a", judge);
        IdentifierKey b = body.b().key("/b", judge);
        Explained explained = explaining
                .explain(
                        a,
                        b,
                        body.purpose() == null ? Purpose.ADS : body.purpose(),
                        body.strength() == null ? Strength.COOKIE : body.strength())
                .weighed(this::weight);
        return new ExplanationView(a.hex(), b.hex(), explained.why(), explained.whyNot());
    }

    private @Nullable Weight weight(Link link) {
        return link.evidence().equals(LinkageRecords.PROBABILISTIC)
                ? linkage.pairOf(link.observationId())
                        .map(pair -> new Weight(pair.probability(), pair.weightBits()))
                        .orElse(null)
                : null;
    }
}
