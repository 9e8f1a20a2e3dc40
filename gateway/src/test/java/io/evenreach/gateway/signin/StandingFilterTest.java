package io.evenreach.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import tools.jackson.databind.json.JsonMapper;

class StandingFilterTest {

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    @BeforeEach
    void signIn() {
        SecurityContextHolder.getContext()
                .setAuthentication(new JwtAuthenticationToken(Jwt.withTokenValue("t")
                        .header("alg", "none")
                        .subject("till")
                        .issuedAt(Instant.now())
                        .build()));
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void letsThoseInWhoAreWelcome() throws Exception {
        filter(() -> Instant.MIN);
        assertThat(chain.getRequest()).isNotNull();
    }

    @Test
    void refusesThoseWhoAreNotWelcomeAnyMore() throws Exception {
        filter(() -> Instant.now().plusSeconds(60));
        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(chain.getRequest()).isNull();
    }

    @Test
    void saysToTryAgainWhileTheDatabaseIsAway() throws Exception {
        filter(() -> {
            throw new DataAccessResourceFailureException("no connection");
        });
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
        assertThat(chain.getRequest()).isNull();
    }

    @Test
    void tellsNobodyToTryABrokenStatementAgain() {
        assertThatThrownBy(() -> filter(() -> {
                    throw new BadSqlGrammarException(
                            "reading", "select", new SQLException("permission denied", "42501"));
                }))
                .isInstanceOf(BadSqlGrammarException.class);
        assertThat(chain.getRequest()).isNull();
    }

    private void filter(Supplier<Instant> database) throws Exception {
        Standing standing = new Standing(
                subject -> database.get(), Duration.ofNanos(1), Duration.ofHours(1), new SimpleMeterRegistry());
        new StandingFilter(standing, new JsonMapper()).doFilter(new MockHttpServletRequest(), response, chain);
    }
}
