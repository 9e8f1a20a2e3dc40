package io.evenreach.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.Chance;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** What is read without a regular expression is what Spring reads with one. */
class PlainHeadersTest {

    private static final List<String> PIECES = List.of(
            "a",
            "Z",
            "7",
            "-",
            ".",
            "_",
            "~",
            "+",
            "/",
            "=",
            " ",
            "\t",
            "!",
            "\u007f",
            "\u0000",
            "\n",
            "é",
            "\u0085",
            "中",
            "\ud83d\ude00",
            "\ud83d",
            "\u0378",
            "bearer ",
            "Bearer ",
            "BEARER ",
            "Basic ");

    private static String anyText(Chance chance) {
        StringBuilder text = new StringBuilder(chance.percent(60) ? chance.pick(List.of("Bearer ", "bEaReR ")) : "");
        boolean odd = chance.percent(50);
        for (int i = chance.below(12); i > 0; i--) {
            text.append(PIECES.get(chance.below(odd ? PIECES.size() : 10)));
        }
        return text.toString();
    }

    @Test
    void refusesTheHeadersThatTheStrictFirewallRefuses() {
        Chance.forSeeds(5_000, chance -> {
            String text = anyText(chance);
            assertThat(read(PlainHeaders.firewall(), "X-Any", text, "X-Any"))
                    .as("value '%s'", text)
                    .isEqualTo(read(new StrictHttpFirewall(), "X-Any", text, "X-Any"));
            assertThat(read(PlainHeaders.firewall(), "X-Any", "value", "X" + text))
                    .as("name '%s'", text)
                    .isEqualTo(read(new StrictHttpFirewall(), "X-Any", "value", "X" + text));
        });
    }

    private static @Nullable String read(HttpFirewall firewall, String name, String value, String asked) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader(name, value);
        return orRefused(() -> {
            HttpServletRequest seen = firewall.getFirewalledRequest(request);
            return seen.getHeader(asked);
        });
    }

    @Test
    void findsTheTokensThatSpringFindsAndRefusesTheOthersAlike() {
        Chance.forSeeds(5_000, chance -> {
            String text = anyText(chance);
            assertThat(token(new HeaderTokens(), text))
                    .as("'%s'", text)
                    .isEqualTo(token(new DefaultBearerTokenResolver(), text));
        });
        assertThat(token(new HeaderTokens(), "Bearer abc.DEF-123_~+/")).isEqualTo("abc.DEF-123_~+/");
    }

    private static @Nullable String token(BearerTokenResolver tokens, String header) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader(HttpHeaders.AUTHORIZATION, header);
        return orRefused(() -> tokens.resolve(request));
    }

    private static @Nullable String orRefused(Supplier<@Nullable String> reading) {
        try {
            return reading.get();
        } catch (RequestRejectedException | AuthenticationException refused) {
            return "refused: " + refused.getMessage();
        }
    }
}
