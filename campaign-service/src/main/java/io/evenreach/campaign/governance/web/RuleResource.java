package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.Governance;
import io.evenreach.campaign.governance.Governance.Defined;
import io.evenreach.campaign.governance.domain.Restriction;
import io.evenreach.campaign.governance.domain.Rule;
import io.evenreach.campaign.governance.domain.RuleKind;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.precondition.EntityTag;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * How the rules of one kind are defined, read and removed over HTTP.
 *
 * @param path below which the rules are
 * @param idParameter what the path calls a rule's id
 * @param answer a rule as we answer it
 */
record RuleResource<T extends Restriction, A>(
        Governance governance, Class<T> type, String path, String idParameter, Function<Rule<T>, A> answer) {

    private static final Pattern RULE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** @param restriction read from the body, and only where the caller may define rules */
    ResponseEntity<A> define(String ruleId, Supplier<T> restriction, @Nullable String ifMatch, Caller caller) {
        requireBrand(caller);
        requireId(ruleId);
        Defined<T> defined =
                governance.define(type, ruleId, restriction.get(), caller.subject(), version -> seen(ifMatch, version));
        return switch (defined) {
            case Defined.Created<T>(Rule<T> rule) ->
                tagged(ResponseEntity.created(URI.create(path + "/" + ruleId)), rule);
            case Defined.Kept<T>(Rule<T> rule) -> tagged(ResponseEntity.ok(), rule);
            case Defined.Stale<T>(long version) -> throw EntityTag.stale(version);
            case Defined.Invalid<T>(var violations) ->
                throw Refusals.problem(violations.stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.code(), violation.message()))
                        .toList());
        };
    }

    ResponseEntity<A> find(String ruleId, Caller caller) {
        requireBrand(caller);
        Rule<T> rule = governance.find(type, ruleId).orElseThrow(this::notFound);
        return tagged(ResponseEntity.ok(), rule);
    }

    Page<A> page(@Nullable String cursor, @Nullable Integer limit, Caller caller) {
        int size = Cursor.limit(limit);
        String after = Cursor.decode(cursor);
        requireBrand(caller);
        return Page.of(governance.page(type, after == null ? "" : after, size + 1), size, Rule::ruleId)
                .map(answer);
    }

    void remove(String ruleId, Caller caller) {
        requireBrand(caller);
        if (!governance.remove(type, ruleId, caller.subject())) {
            throw notFound();
        }
    }

    private ResponseEntity<A> tagged(ResponseEntity.BodyBuilder response, Rule<T> rule) {
        return response.eTag(EntityTag.of(rule.version())).body(answer.apply(rule));
    }

    /** Somebody else's rule looks like none. */
    private void requireBrand(Caller caller) {
        if (!caller.isBrand()) {
            throw notFound();
        }
    }

    private ProblemException notFound() {
        return ProblemException.notFound(RuleKind.of(type).spoken());
    }

    private void requireId(String ruleId) {
        if (!RULE_ID.matcher(ruleId).matches()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_PARAMETER",
                    "An id has 1 to 100 letters, digits, dots, dashes or underscores.",
                    List.of(new FieldError(idParameter, "INVALID_PARAMETER", "not an id")));
        }
    }

    private static boolean seen(@Nullable String ifMatch, long version) {
        return version == 0 ? ifMatch == null : EntityTag.admits(ifMatch, version);
    }
}
