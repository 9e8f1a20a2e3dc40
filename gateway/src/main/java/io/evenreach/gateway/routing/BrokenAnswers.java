package io.evenreach.gateway.routing;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Cuts the connection of an answer that a service could not finish. Ended in order, half an export would look like a
 * whole one; an exception that reaches the container is what makes it close the connection instead.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class BrokenAnswers extends OncePerRequestFilter {

    private static final String CAUSE = BrokenAnswers.class.getName();

    static void mark(HttpServletRequest request, IOException cause) {
        request.setAttribute(CAUSE, cause);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        if (request.getAttribute(CAUSE) instanceof IOException cause) {
            throw new IOException("The service broke off its answer", cause);
        }
    }
}
