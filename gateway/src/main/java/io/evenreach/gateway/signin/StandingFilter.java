package io.evenreach.gateway.signin;

import io.evenreach.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Refuses the tokens of those who are not welcome any more. */
final class StandingFilter extends OncePerRequestFilter {

    private final Standing standing;
    private final JsonMapper json;

    StandingFilter(Standing standing, JsonMapper json) {
        this.standing = standing;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token) {
            boolean good;
            try {
                good = standing.isGood(token.getToken());
            } catch (DataAccessException failure) {
                if (!Standing.isAway(failure)) {
                    throw failure;
                }
                response.setHeader("Retry-After", "1");
                Problems.write(
                        response,
                        json,
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "DATABASE_UNAVAILABLE",
                        "The database does not answer; nothing was changed. Try again.");
                return;
            }
            if (!good) {
                response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
                Problems.write(
                        response,
                        json,
                        HttpStatus.UNAUTHORIZED,
                        "UNAUTHENTICATED",
                        "This token was taken back: its account is disabled or has a new password.");
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
