package io.evenreach.gateway.routing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeaderRulesTest {

    @Test
    void dropsEveryClaimOfAnIdentityOrAnOriginInAnySpelling() {
        for (String name : List.of(
                "X-Forwarded-For",
                "x-forwarded-HOST",
                "X_Forwarded_For",
                "Forwarded",
                "X-Real-IP",
                "X-User",
                "X-USER-ID",
                "x_user_roles",
                "X-Merchant-Id",
                "X-Guide",
                "X-Client-Id",
                "Cookie",
                "Via",
                "X-Original-URL")) {
            assertThat(HeaderRules.passesToService(name, Set.of())).as(name).isFalse();
        }
    }

    @Test
    void passesWhatAServiceNeeds() {
        for (String name : List.of(
                "Authorization",
                "Content-Type",
                "Accept",
                "Accept-Language",
                "If-Match",
                "Idempotency-Key",
                "traceparent",
                "webhook-signature",
                "webhook-id",
                "webhook-timestamp",
                "User-Agent",
                "Accept-Encoding")) {
            assertThat(HeaderRules.passesToService(name, Set.of())).as(name).isTrue();
        }
    }

    @Test
    void endsHeadersOfOneConnectionHere() {
        Set<String> named = HeaderRules.named(List.of("close, X-Once", " X-Other "));

        assertThat(named).containsExactlyInAnyOrder("close", "x-once", "x-other");
        assertThat(HeaderRules.passesToService("X-Once", named)).isFalse();
        assertThat(HeaderRules.passesToCaller("x-other", named)).isFalse();
        assertThat(HeaderRules.passesToService("Transfer-Encoding", Set.of())).isFalse();
        assertThat(HeaderRules.passesToCaller("Connection", Set.of())).isFalse();
    }
}
