package io.evenreach.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Breaks off an answer that fails when part of it is on its way. With a problem behind it, or ended in order, half an export
 * would look like a whole one; an exception that reaches the container has it close the connection instead.
 */
final class HalfAnswers implements HandlerExceptionResolver, Ordered {

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        if (response.isCommitted() && !ProblemAdvice.isClientGone(exception)) {
            throw new IllegalStateException("an answer broke off", exception);
        }
        return null;
    }
}
